import type { Ids } from '../cache/columns/columns.ts'
import { compareTexts, sortTexts } from './text-order.ts'
import type { OrderedValues } from './ordered-values.ts'

/** Values between two places where work may stop. */
const stepValues = 512
/** New values up to this share of the known ones are put between them; of more, all are sorted anew. */
const fewNew = 1 / 16

/** The values of a dictionary in their order. Never changed, only replaced: who sorts by it may take many turns. */
export interface Ranking {
  /** By dictionary id: its place among the different values, from 0; `distinct` where there is none. */
  readonly of: Uint32Array
  /** Different values. */
  readonly distinct: number
}

/** The order of one field's values, kept as the dictionary grows: 4 bytes a value. */
export class RankedValues {
  private ranking: Ranking = { of: new Uint32Array(1), distinct: 0 }
  private making: Generator<void, Ranking> | null = null

  constructor(readonly values: OrderedValues) {}

  get isCurrent(): boolean {
    return this.ranking.of.length === this.values.dictionary.size
  }

  /** Does a piece of what {@link current} needs. */
  makeSome(): void {
    this.making ??= this.current()
    if (this.making.next().done) this.making = null
  }

  /** Of every value that is known now. */
  *current(): Generator<void, Ranking> {
    const { size } = this.values.dictionary
    const known = this.ranking
    if (known.of.length === size) return known
    const isFew = size - known.of.length < known.of.length * fewNew
    const more = yield* sorted(this.values, isFew ? known.of.length : 1, size)
    const found = isFew ? merged(this.values, known, more, size) : rankingOf(more, size)
    // Somebody else may have looked at more meanwhile.
    if (found.of.length > this.ranking.of.length) this.ranking = found
    return found
  }
}

/** Ids in the order of their values, with the keys of these. */
interface Sorted {
  readonly ids: Uint32Array
  readonly keys: readonly string[]
}

function* sorted({ keyOf }: OrderedValues, from: number, to: number): Generator<void, Sorted> {
  const keys: string[] = []
  const present: number[] = []
  for (let id = from; id < to; id++) {
    if ((id - from) % stepValues === stepValues - 1) yield
    const key = keyOf(id)
    if (key === null) continue
    keys.push(key)
    present.push(id)
  }
  const order = Uint32Array.from(keys.keys())
  yield* sortTexts(keys, order)
  return { ids: order.map((at) => present[at] as number), keys: Array.from(order, (at) => keys[at] as string) }
}

function rankingOf({ ids, keys }: Sorted, size: number): Ranking {
  const of = new Uint32Array(size)
  let rank = -1
  const ranks = Uint32Array.from(keys, (key, i) => (i > 0 && key === keys[i - 1] ? rank : ++rank))
  of.fill(rank + 1)
  for (let i = 0; i < ids.length; i++) of[ids[i] as number] = ranks[i] as number
  return { of, distinct: rank + 1 }
}

/** The few values that are new, between those that are known. */
function merged({ keyOf }: OrderedValues, known: Ranking, { ids, keys }: Sorted, size: number): Ranking {
  const first = firstIds(known)
  /** By known rank: how many new values come before it, and after the one before. */
  const before = new Uint32Array(known.distinct + 1)
  /** By new id: the known rank that it has or comes before, and the how-manieth new value there it is; -1 for a known value. */
  const places = new Int32Array(ids.length * 2)
  for (let i = 0; i < ids.length; i++) {
    const key = keys[i] as string
    if (i > 0 && key === keys[i - 1]) {
      places.copyWithin(i * 2, i * 2 - 2, i * 2)
      continue
    }
    const { at, isKnown } = placeOf(key, first, keyOf)
    places[i * 2] = at
    places[i * 2 + 1] = isKnown ? -1 : (before[at] as number)
    if (!isKnown) before[at] = (before[at] as number) + 1
  }
  /** By known rank: what it is now. */
  const moved = new Uint32Array(known.distinct + 1)
  for (let rank = 0, added = 0; rank <= known.distinct; rank++) moved[rank] = rank + (added += before[rank] as number)
  const distinct = moved[known.distinct] as number
  const of = new Uint32Array(size).fill(distinct)
  for (let id = 0; id < known.of.length; id++) of[id] = moved[known.of[id] as number] as number
  for (let i = 0; i < ids.length; i++) {
    const [at, nth] = [places[i * 2] as number, places[i * 2 + 1] as number]
    of[ids[i] as number] = nth < 0 ? (moved[at] as number) : (moved[at] as number) - (before[at] as number) + nth
  }
  return { of, distinct }
}

function placeOf(key: string, first: Uint32Array, keyOf: OrderedValues['keyOf']): { readonly at: number; readonly isKnown: boolean } {
  let [low, high] = [0, first.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = compareTexts(keyOf(first[middle] as number) ?? '', key)
    if (order === 0) return { at: middle, isKnown: true }
    if (order < 0) low = middle + 1
    else high = middle
  }
  return { at: low, isKnown: false }
}

/** By rank: the first id that has it, which is how the value was first written. */
export function firstIds({ of, distinct }: Ranking): Uint32Array {
  const first = new Uint32Array(distinct)
  for (let id = of.length - 1; id > 0; id--) {
    const rank = of[id] as number
    if (rank < distinct) first[rank] = id
  }
  return first
}

/** A code for each of some keys: what it is sorted, or counted, by. */
export interface Codes {
  /** Codes are below it; entries without a value have it itself. */
  readonly distinct: number
  /** Writes those of `keys[from, to)` to the beginning of `codes`. */
  readonly fill: (keys: Uint32Array, from: number, to: number, codes: Uint32Array) => void
}

/** By what `ids` answers then: a column may become wider meanwhile. */
export function codesOfIds({ of, distinct }: Ranking, ids: () => Ids): Codes {
  return { distinct, fill: (keys, from, to, codes) => fillFrom(ids(), of, keys, from, to, codes) }
}

/** A loop a width, as in `loops.ts`. */
function fillFrom(ids: Ids, of: Uint32Array, keys: Uint32Array, from: number, to: number, codes: Uint32Array): void {
  if (ids instanceof Uint8Array) fillBytes(ids, of, keys, from, to, codes)
  else if (ids instanceof Uint16Array) fillShorts(ids, of, keys, from, to, codes)
  else fillLongs(ids, of, keys, from, to, codes)
}

function fillBytes(ids: Uint8Array, of: Uint32Array, keys: Uint32Array, from: number, to: number, codes: Uint32Array): void {
  for (let i = from, at = 0; i < to; i++, at++) codes[at] = of[ids[keys[i] as number] as number] as number
}

function fillShorts(ids: Uint16Array, of: Uint32Array, keys: Uint32Array, from: number, to: number, codes: Uint32Array): void {
  for (let i = from, at = 0; i < to; i++, at++) codes[at] = of[ids[keys[i] as number] as number] as number
}

function fillLongs(ids: Uint32Array, of: Uint32Array, keys: Uint32Array, from: number, to: number, codes: Uint32Array): void {
  for (let i = from, at = 0; i < to; i++, at++) codes[at] = of[ids[keys[i] as number] as number] as number
}
