import type { GroupField } from '@contract/groups.ts'
import { markNames, marksIn } from '@contract/marks.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Written } from './bookmark-keys.ts'
import { isOrderedField } from './ordered-values.ts'
import { firstIds, type Codes, type Ranking } from './rankings.ts'
import { type RowOrders, statusNames } from './row-orders.ts'
import type { CountedField } from './tally.ts'
import { compareTexts, orderKey } from './text-order.ts'
import { isTimeField, timeCodes } from './time-codes.ts'

/** What the codes of a field are made from. */
export interface CountedFrom {
  readonly store: CacheStore
  readonly orders: RowOrders
  /** Earliest and latest time of any entry, ms; null when none is known. */
  readonly span: { readonly earliest: number; readonly latest: number } | null
  readonly zone: string
  readonly written: ReadonlyMap<number, Written>
}

/** The values of a field as codes in their order. */
export function* countedField(field: GroupField, from: CountedFrom): Generator<void, CountedField> {
  const { store, orders, span, zone } = from
  const { columns } = store
  if (isOrderedField(field)) {
    const { codes, ranking, values } = yield* orders.codesOfValues(field)
    let first: Uint32Array | null = null
    const several = field === 'target' && store.targetSets.any ? codesOfTargets(store, ranking, codes) : codes
    return { ...several, labelOf: (code) => values.labelOf((first ??= firstIds(ranking))[code] as number) }
  }
  if (isTimeField(field)) return timeCodes(field, zone, () => columns.time, span)
  if (field === 'status') return { ...orders.codesOfStatus(), labelOf: (code) => statusNames[code] ?? '' }
  if (field === 'mark') return marksField(store)
  return writtenField(field, from)
}

/** Of an entry with several targets each that has a name, once. */
function codesOfTargets(
  { columns, targetSets }: CacheStore,
  { of, distinct }: Ranking,
  first: Codes,
): Pick<CountedField, 'further'> & Codes {
  const known = new Map<number, readonly number[]>()
  const codesOf = (set: number): readonly number[] => {
    let codes = known.get(set)
    if (!codes) {
      const named = [...new Set(Array.from(targetSets.of(set), (id) => of[id] as number))].filter((code) => code !== distinct)
      known.set(set, (codes = named.length > 0 ? named : [distinct]))
    }
    return codes
  }
  return {
    distinct,
    fill: (keys, from, to, codes) => {
      first.fill(keys, from, to, codes)
      const sets = columns.ids.targets
      for (let i = from; i < to; i++) {
        const set = sets[keys[i] as number] as number
        if (set !== 0) codes[i - from] = codesOf(set)[0] as number
      }
    },
    further: (nth, keys, n, codes, places) => {
      const sets = columns.ids.targets
      let count = 0
      for (let i = 0; i < n; i++) {
        const set = sets[keys[i] as number] as number
        const code = set === 0 ? undefined : codesOf(set)[nth]
        if (code === undefined) continue
        codes[count] = code
        places[count++] = i
      }
      return count
    },
  }
}

/** Few entries have a mark, and these may have several: they are counted apart. In their order, strongest first. */
function marksField({ columns }: CacheStore): CountedField {
  const distinct = markNames.length
  const several = new Map<number, readonly number[]>()
  for (let key = 0; key < columns.length; key++) {
    const bits = columns.marks[key] as number
    if (bits !== 0) several.set(key, marksIn(bits).map((name) => markNames.indexOf(name))) // prettier-ignore
  }
  return {
    distinct,
    fill: (_, from, to, into) => into.fill(distinct, 0, to - from),
    labelOf: (code) => markNames[code] ?? '',
    several,
  }
}

/** Only entries that are bookmarked have a tag or a case: these are counted apart. */
function writtenField(field: 'tag' | 'case', { written }: CountedFrom): CountedField {
  const byKey = new Map<string, string>()
  const textsOf = ({ tags, case: title }: Written): readonly string[] => (field === 'tag' ? tags : title === null ? [] : [title])
  for (const each of written.values()) for (const text of textsOf(each)) if (!byKey.has(orderKey(text))) byKey.set(orderKey(text), text)
  const order = [...byKey.keys()].sort(compareTexts)
  const codes = new Map(order.map((key, code) => [key, code]))
  const distinct = order.length
  const several = new Map<number, readonly number[]>()
  for (const [key, each] of written) {
    const texts = textsOf(each)
    if (texts.length > 0) several.set(key, [...new Set(texts.map((text) => codes.get(orderKey(text)) ?? distinct))])
  }
  return {
    distinct,
    fill: (_, from, to, into) => into.fill(distinct, 0, to - from),
    labelOf: (code) => byKey.get(order[code] ?? '') ?? '',
    several,
  }
}
