import { fail } from '@contract/errors.ts'
import type { ReconcileKind } from '@contract/reconcile.ts'
import { caseless } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { doubtsOf, nameAt } from '../state/line-doubts.ts'
import { pairOf } from '../state/links.ts'
import type { Organisation } from '../state/organisation.ts'
import { pathsOf, type Path } from '../state/paths.ts'
import { Absence, type LeftOpen } from './absence.ts'
import { isDirect, partsOf } from './columns.ts'
import type { How, Known } from './known.ts'
import type { TableRow, UnreadRow } from './table.ts'

/** A line of the comparison, as far as it has to be known before it is read. */
export interface Found {
  readonly kind: ReconcileKind
  /** Null: the log does not know them, or it is left open who is meant. */
  readonly user: number | null
  readonly role: number | null
  /** As the file writes them; empty where it does not. */
  readonly written: { readonly user: string; readonly role: string; readonly path: string }
  readonly line: number | null
  /** Of what the state has: by which paths. */
  readonly paths: readonly Path[]
  /** Of what it has not: what leaves that open. */
  readonly open?: LeftOpen
  /** Of a name. */
  readonly how?: How
  /** Of a name that several have. */
  readonly several?: readonly number[]
  /** Of what the file lacks: it does not name the user at all. */
  readonly isUserMissing?: boolean
}

interface Said {
  readonly line: number
  readonly path: string
}

export interface Asked {
  readonly places: { readonly user: number; readonly role: number; readonly path: number | null }
  readonly several: boolean
  /** In the order of time, and ms. */
  readonly place: number
  readonly at: number
}

const [longestCell, mostText, mostUnread] = [4096, 64 * 1024 * 1024, 200]
const nothingOpen: LeftOpen = { gaps: [], unclear: [] }

/** Who has which roles by a file, beside the state at a date. Rows are taken in first, then all is compared. */
export class Comparison {
  rows = 0
  read = 0
  repeated = 0
  agree = 0
  /** Users of whom not all paths are known. */
  more = 0
  readonly unread: UnreadRow[] = []
  /** By user and role, the line of the file that says so; where it has a column of paths, by path in small letters: a million maps would be too many. */
  private readonly said = new Map<number, number | Map<string, Said>>()
  /** What does not mean one user and one role, by its texts. */
  private readonly others = new Map<string, Found>()
  private readonly names = new Map<string, Found>()
  private readonly usersSaid = new Set<number>()
  /** Pairs that an ambiguous row may mean. */
  private readonly meant = new Set<number>()
  private text = 0

  constructor(
    private readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly known: Known,
    private readonly asked: Asked,
  ) {}

  /** What could not be read of the file. */
  takeUnread(row: UnreadRow): void {
    this.rows++
    if (this.unread.length < mostUnread) this.unread.push(row)
  }

  take({ line, cells }: TableRow): void {
    const { places, several } = this.asked
    const cell = (place: number | null): string => (place === null ? '' : (cells[place] ?? '').trim())
    const [user, role, path] = [cell(places.user), cell(places.role), cell(places.path)]
    if (user === '') return this.takeUnread({ line, reason: 'It names no user.' })
    const roles = !several || this.known.role(role).things.length > 0 ? [role].filter((each) => each !== '') : partsOf(role)
    if (roles.length === 0) return this.takeUnread({ line, reason: 'It names no role.' })
    if ([user, role, path].some(({ length }) => length > longestCell))
      return this.takeUnread({ line, reason: `A cell of it is longer than ${longestCell.toLocaleString('en')} characters.` })
    this.rows++
    this.read++
    for (const each of roles) this.say({ user, role: each, path }, line)
  }

  private say(written: Found['written'], line: number): void {
    const [users, roles] = [this.known.user(written.user), this.known.role(written.role)]
    const [user, role] = [users.things[0], roles.things[0]]
    for (const each of users.things) this.usersSaid.add(each)
    const one = { written, line, paths: [] }
    if (users.things.length === 1 && users.how !== 'same')
      this.noteName(`u ${written.user}`, { ...one, kind: 'named-otherwise', user: user ?? null, role: null, how: users.how })
    if (roles.things.length === 1 && roles.how !== 'same')
      this.noteName(`r ${written.role}`, { ...one, kind: 'named-otherwise', user: null, role: role ?? null, how: roles.how })
    if (user !== undefined && role !== undefined && users.things.length === 1 && roles.things.length === 1) {
      const pair = pairOf(user, role)
      const said = this.said.get(pair)
      const path = caseless(written.path)
      if (said === undefined) this.said.set(pair, this.asked.places.path === null ? line : new Map([[path, { line, path: written.path }]]))
      else if (typeof said === 'number' || said.has(path)) this.repeated++
      else said.set(path, { line, path: written.path })
      return
    }
    const key = [written.user, written.role, written.path].map(caseless).join('\0')
    if (this.others.has(key)) {
      this.repeated++
      return
    }
    this.keep(key)
    if (user === undefined || role === undefined) {
      const open = new Absence(this.organisation, this.asked.place, this.asked.at).ofUnknown()
      const kind = open.gaps.length > 0 ? 'undetermined' : 'only-in-file'
      this.others.set(key, { ...one, kind, user: single(users.things), role: single(roles.things), open })
      return
    }
    for (const each of users.things) for (const of of roles.things) this.meant.add(pairOf(each, of))
    const ambiguous = users.things.length > 1 ? users.things : roles.things
    this.others.set(key, { ...one, kind: 'ambiguous', user: single(users.things), role: single(roles.things), several: ambiguous })
  }

  private noteName(key: string, found: Found): void {
    if (this.names.has(key)) return
    this.keep(key)
    this.names.set(key, found)
  }

  private keep({ length }: string): void {
    this.text += length
    if (this.text > mostText)
      throw fail(
        'file-too-large',
        'The file names more that is not known here than can be kept in memory.',
        'Check which columns are users and roles.',
      )
  }

  /** All that differs, in pieces: what is only in the file, only in the log, and so on; in each by user and role. */
  *compare(): Generator<void, readonly Found[]> {
    const found: Found[] = []
    const absence = new Absence(this.organisation, this.asked.place, this.asked.at)
    const held = yield* this.held()
    for (const [pair, said] of this.said) {
      yield
      const each = typeof said === 'number' ? [{ line: said, path: '' }] : [...said.values()]
      for (const missing of this.missing(pair, each, held.get(pair) ?? [], absence)) found.push(missing)
    }
    for (const [pair, paths] of held) {
      yield
      for (const each of this.unsaid(pair, paths)) found.push(each)
    }
    found.push(...this.others.values(), ...this.names.values())
    return this.sorted(found)
  }

  /** By user and role, the paths that hold at the date. */
  private *held(): Generator<void, Map<number, Path[]>> {
    const { things, linksOf } = this.organisation
    const held = new Map<number, Path[]>()
    for (const { kind, number } of things.all) {
      if (kind !== 'user' || linksOf(number).length === 0) continue
      yield
      const { paths, more } = pathsOf(this.organisation, number, this.asked.place)
      if (more) this.more++
      for (const path of paths) {
        const pair = pairOf(path.user, path.role)
        const known = held.get(pair)
        if (known) known.push(path)
        else held.set(pair, [path])
      }
    }
    return held
  }

  /** What the file says of a user and a role, and the state has not. */
  private *missing(pair: number, said: readonly Said[], held: readonly Path[], absence: Absence): Generator<Found> {
    const [user, role] = [Math.floor(pair / half), pair % half]
    for (const { path, line } of said) {
      if (path === '' ? held.length > 0 : held.some((each) => this.isCalled(each, path))) {
        this.agree++
        continue
      }
      const open = absence.of(user, role)
      const kind = open.gaps.length + open.unclear.length > 0 ? 'undetermined' : 'only-in-file'
      yield { kind, user, role, written: { user: '', role: '', path }, line, paths: held, open }
    }
  }

  /** What the state has of a user and a role, and the file does not say. */
  private *unsaid(pair: number, held: readonly Path[]): Generator<Found> {
    if (this.meant.has(pair)) return
    const said = this.said.get(pair)
    if (typeof said === 'number' || said?.has('')) return
    const lacking = said ? held.filter((path) => ![...said.keys()].some((text) => this.isCalled(path, text))) : held
    const isUserMissing = !this.usersSaid.has(held[0]?.user ?? -1)
    for (const paths of this.asked.places.path === null ? [lacking] : lacking.map((path) => [path])) {
      const [first] = paths
      if (!first) continue
      const isSure = paths.some((path) => this.doubts(path).length === 0)
      const about = { user: first.user, role: first.role, written: { user: '', role: '', path: '' }, line: null }
      yield { ...about, kind: isSure ? 'only-in-log' : 'undetermined', paths, open: nothingOpen, isUserMissing }
    }
  }

  private doubts(path: Path): string[] {
    return doubtsOf(this.organisation, this.store, path, { place: this.asked.place, at: this.asked.at, idOf: String })
  }

  /** Whether a text of the file means this path: `direct`, a group anywhere on it by name or id, or all of them as exports write it. */
  private isCalled({ through }: Path, text: string): boolean {
    if (isDirect(text)) return through.length === 0
    const wanted = caseless(text.replace(/^'?through /i, '')).trim()
    const names = through.map((group) => caseless(nameAt(this.organisation, group, this.asked.place)))
    if ([' in ', ' > ', '/'].some((between) => names.join(between) === wanted)) return true
    return through.some((group, at) => names[at] === wanted || caseless(this.organisation.things.at(group).id ?? '') === wanted)
  }

  private sorted(found: readonly Found[]): Found[] {
    const named = (thing: number | null, text: string): string =>
      thing === null ? caseless(text) : caseless(nameAt(this.organisation, thing, this.asked.place))
    return found
      .map((each) => ({ each, key: [String(order[each.kind]), named(each.user, each.written.user), named(each.role, each.written.role)] }))
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({ each }) => each)
  }
}

/** As in `pairOf`. */
const half = 2 ** 26
const order: Readonly<Record<ReconcileKind, number>> = {
  'only-in-file': 0, 'only-in-log': 1, undetermined: 2, ambiguous: 3, 'named-otherwise': 4,
} // prettier-ignore
const single = (things: readonly number[]): number | null => (things.length === 1 ? (things[0] ?? null) : null)

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [at, text] of a.entries()) {
    const other = b[at] ?? ''
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}
