import type { Findings } from './findings.ts'
import type { Column, Memory, Table } from './memory.ts'
import { Chains, LatestRows } from './rows.ts'
import type { Telling } from './telling.ts'
import type { Texts } from './texts.ts'

/** What a role allows, from a place on. */
export interface PermissionsTold {
  readonly from: number
  /** The entry that made it so; null: it was so before. */
  readonly key: number | null
  /** Null: it is not told. */
  readonly permissions: readonly string[] | null
}

/** Which sides of an entry count: a side that is not told says nothing, and of a side that is nothing there are no fields. */
export interface Sides {
  readonly before: 'fields' | 'nothing' | 'untold'
  readonly after: 'fields' | 'nothing' | 'untold'
}

const half = 2 ** 26
/** In place of a list: it is not told. */
const untold = -1
const noneTold = -2

/** Values of fields as entries tell them, one after the other, and what roles allow. */
export class Fields {
  /** A row for each field of each thing: its value of now, and where it was told. */
  private readonly rows: {
    readonly thing: Column
    readonly name: Column
    readonly high: Column
    readonly low: Column
    readonly isThere: Column
    readonly place: Column
    readonly life: Column
  }
  private readonly pairs: LatestRows
  /** How often all fields of a thing were forgotten. */
  private readonly lives: Column
  readonly allowed: {
    readonly role: Column
    readonly from: Column
    readonly granted: Column
    readonly list: Column
    readonly high: Column
    readonly low: Column
  }
  private readonly byRole: Chains
  /** Keys by place. */
  order: Uint32Array = new Uint32Array(0)
  /** Lists of permissions: how many, and the number of each. Only ever more. */
  private readonly pool: Table
  private readonly lists = new Map<number, number>()
  private readonly read = new Map<number, readonly string[]>()
  private readonly permissionsName: number

  constructor(
    memory: Memory,
    private readonly texts: Texts,
    private readonly findings: Findings,
  ) {
    const column = (): Column => memory.column()
    this.rows = { thing: column(), name: column(), high: column(), low: column(), isThere: column(), place: column(), life: column() }
    this.pairs = new LatestRows(memory, (row) => this.rows.thing.get(row) * half + this.rows.name.get(row))
    this.lives = memory.column(0)
    this.allowed = { role: column(), from: column(), granted: column(), list: column(), high: column(), low: column() }
    this.byRole = new Chains(memory)
    this.pool = memory.table()
    this.permissionsName = texts.numberOf('permissions')
  }

  /** What a role allows over time, oldest first. */
  permissionsOf(role: number): readonly PermissionsTold[] {
    const { from, granted, list } = this.allowed
    return this.byRole.of(role).map((row) => ({
      from: from.get(row),
      key: granted.get(row) === 1 ? (this.order[from.get(row)] as number) : null,
      permissions: this.listed(list.get(row)),
    }))
  }

  hasPermissions(role: number): boolean {
    return this.byRole.last(role) >= 0
  }

  /** What it allows at a place, as far as it is told; undefined: nothing is, up to then. */
  permissionsAt(role: number, place: number): readonly string[] | null | undefined {
    const list = this.listAt(role, place)
    return list === noneTold ? undefined : this.listed(list)
  }

  /** The number of the list of permissions that it has at a place: the same for the same permissions. Below 0: none is told. */
  listAt(role: number, place: number): number {
    const { from, list } = this.allowed
    for (let row = this.byRole.last(role); row >= 0; row = this.byRole.before(row)) if (from.get(row) <= place) return list.get(row)
    return noneTold
  }

  private listed(at: number): readonly string[] | null {
    if (at === untold) return null
    const known = this.read.get(at)
    if (known) return known
    const found = Array.from({ length: this.pool.get(at) }, (_, i) => this.texts.at(this.pool.get(at + 1 + i)))
    this.read.set(at, found)
    return found
  }

  /** `before` and `after` may be whole states, or only what changed: these fields had, and then have, these values. `isList`: what is told apart. */
  take(
    thing: number,
    telling: Telling,
    sides: Sides,
    place: number,
    isRole: boolean,
    isApart: (field: number, value: number) => boolean,
  ): void {
    const { fields } = telling
    const hasBefore = sides.before === 'fields'
    for (let field = 0; hasBefore && field < fields; field++) {
      const value = telling.valueBefore(field)
      if (value < 0 || isApart(field, value)) continue
      const name = telling.nameOf(field)
      const row = this.rowOf(thing, name)
      if (row >= 0 && !this.isSame(row, telling, value)) this.findings.add('C3', thing, name, this.rows.place.get(row), place)
    }
    if (isRole) this.permissions(thing, telling, sides, place)
    if (sides.before === 'nothing') this.lives.set(thing, this.lives.get(thing) + 1)
    const hasAfter = sides.after === 'fields'
    for (let field = 0; field < fields; field++) {
      const was = hasBefore ? telling.valueBefore(field) : -1
      // Where what is after is not told, it is as it was before.
      const is = hasAfter ? telling.valueAfter(field) : sides.after === 'untold' ? was : -1
      if (is >= 0 && !isApart(field, is)) this.put(thing, telling.nameOf(field), telling.high(is), telling.low(is), 1, place)
      else if (was >= 0 && !isApart(field, was)) this.put(thing, telling.nameOf(field), 0, 0, 0, place)
    }
  }

  /** Its row, if it was told since the thing began; -1: it was not. */
  private rowOf(thing: number, name: number): number {
    const row = this.pairs.last(thing * half + name)
    return row >= 0 && this.rows.life.get(row) === this.lives.get(thing) ? row : -1
  }

  private isSame(row: number, telling: Telling, value: number): boolean {
    const { high, isThere, low } = this.rows
    return isThere.get(row) === 1 && high.get(row) === telling.high(value) && low.get(row) === telling.low(value)
  }

  private put(thing: number, name: number, high: number, low: number, isThere: 0 | 1, place: number): void {
    const { rows } = this
    let row = this.pairs.last(thing * half + name)
    if (row < 0) {
      row = rows.thing.push(thing)
      rows.name.push(name)
      this.pairs.add(thing * half + name, row)
    }
    rows.high.set(row, high)
    rows.low.set(row, low)
    rows.isThere.set(row, isThere)
    rows.place.set(row, place)
    rows.life.set(row, this.lives.get(thing))
  }

  private permissions(role: number, telling: Telling, sides: Sides, place: number): void {
    const field = telling.field(this.permissionsName)
    const was = field >= 0 && sides.before === 'fields' ? telling.valueBefore(field) : -1
    const is = field >= 0 && sides.after === 'fields' ? telling.valueAfter(field) : -1
    const [hasWas, hasIs] = [isTexts(telling, was), isTexts(telling, is)]
    if (hasWas && this.byRole.last(role) < 0) this.allow(role, -1, false, telling, was)
    const last = this.byRole.last(role)
    if (hasWas && this.allowed.list.get(last) !== untold && !this.allows(last, telling, was)) this.allow(role, place, false, telling, was)
    if (sides.before === 'nothing' && !hasIs) this.allow(role, place, true, telling, -1)
    const now = this.byRole.last(role)
    // The same again changes nothing.
    if (hasIs && (now < 0 || this.allowed.list.get(now) === untold || !this.allows(now, telling, is)))
      this.allow(role, place, true, telling, is)
  }

  private allows(row: number, telling: Telling, value: number): boolean {
    return this.allowed.high.get(row) === telling.high(value) && this.allowed.low.get(row) === telling.low(value)
  }

  private allow(role: number, from: number, granted: boolean, telling: Telling, value: number): void {
    const { allowed } = this
    const row = allowed.role.push(role)
    allowed.from.push(from)
    allowed.granted.push(granted ? 1 : 0)
    allowed.list.push(value < 0 ? untold : this.listIn(telling, value))
    allowed.high.push(value < 0 ? 0 : telling.high(value))
    allowed.low.push(value < 0 ? 0 : telling.low(value))
    this.byRole.add(role, row)
  }

  /** Where the list stands among all: the same list once. */
  private listIn(telling: Telling, value: number): number {
    const same = sameAs(telling.high(value), telling.low(value))
    const known = this.lists.get(same)
    if (known !== undefined) return known
    const texts = telling.texts(value) ?? []
    const at = this.pool.push(texts.length)
    for (const text of texts) this.pool.push(text)
    this.lists.set(same, at)
    return at
  }

  /** After everything was taken over. */
  found(): void {
    const { high, list, low } = this.allowed
    this.pairs.found()
    for (let row = 0; row < list.length; row++)
      if (list.get(row) !== untold) this.lists.set(sameAs(high.get(row), low.get(row)), list.get(row))
  }
}

/** Of a value's hash as much as an exact number has room for: 53 bits. */
const sameAs = (high: number, low: number): number => (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
const isTexts = (telling: Telling, value: number): boolean => value >= 0 && telling.formOf(value) === 1
