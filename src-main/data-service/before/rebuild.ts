import type { BeforeDoubtKind, DerivedBefore, SeenEntry } from '@contract/before.ts'
import { fail } from '@contract/errors.ts'
import { canonicalText, exactText, isList, type Json } from '@contract/exact-json.ts'
import { unknownTime } from '../../connector/times.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import { readEntries } from '../read-entries.ts'
import { coveredIn } from './covered.ts'
import type { DerivedBefores } from './derived-befores.ts'
import type { Event } from './event.ts'
import { replay, type Base, type FoundDoubt } from './replay.ts'
import { mostParts, sideOf, toldBy } from './told.ts'
import type { ToldEntry } from './told-blocks.ts'

/** Entries about one thing that are read for one question. */
const mostEntries = 100_000
/** Characters of the states, both together. */
const longestStates = 2_000_000

/** What was before one entry, with where it comes from or why it is undetermined. Reads the entries about the same thing, giving way to others. */
export async function derivedBefore(
  store: CacheStore,
  { things, told }: Pick<DerivedBefores, 'things' | 'told'>,
  key: number,
  signal: AbortSignal,
): Promise<DerivedBefore | null> {
  const { columns, order } = store
  if (((columns.state[key] as number) & stateBit.version) !== 0) return null
  const entry = store.entry(key)
  const own = toldBy(entry)
  if (!own.wants) return null
  const parts = own.parts.filter(({ form }) => form !== 'gone').slice(0, mostParts)
  const seen = (of: number): SeenEntry => ({
    key: of,
    at: columns.time[of] === unknownTime ? null : Math.floor(columns.time[of] as number),
  })
  const undetermined = (kind: BeforeDoubtKind): DerivedBefore => ({
    states: null, tooLong: false, determined: [], undetermined: parts.map(({ name }) => ({ name, doubts: [{ kind, entry: null }] })),
  }) // prettier-ignore
  await inTurns(things.refresh())
  const thing = things.thing[key] as number
  if (thing === 0) return undetermined('ambiguous')
  const at = columns.time[key] as number
  const isAbout = (other: number): boolean => {
    const [state, time] = [columns.state[other] as number, columns.time[other] as number]
    return things.thing[other] === thing && (state & stateBit.version) === 0 && (time <= at || time === unknownTime)
  }
  const keys = order.keys.filter((other) => other < things.upTo && isAbout(other))
  if (keys.length > mostEntries) return undetermined('too-much')

  const toldOf = new Map<number, ToldEntry>()
  const unread = keys.filter((other) => {
    const known = told.of(other)
    if (known) toldOf.set(other, known)
    return !known
  })
  await readEntries(store, unread.sort(), (other, mapped) => {
    if (signal.aborted) throw fail('cancelled', 'The question was cancelled.')
    toldOf.set(other, told.told(mapped))
  })
  const events = [...keys].flatMap((other): Event[] => {
    const known = toldOf.get(other)
    return known && (known.whole !== 'none' || known.parts.length > 0) ? [told.event(other, known, things.to[other] as number)] : []
  })
  const found = new Map<number, { readonly base: Base | null; readonly doubts: readonly FoundDoubt[] }>()
  const dated = events.filter((event) => event.at !== unknownTime)
  const undated = events.filter((event) => event.at === unknownTime)
  await inTurns(
    replay(dated, undated, (event, name, base, doubts) => {
      if (event.key === key) found.set(name, { base: base && { ...base, deltas: [...base.deltas] }, doubts })
    }),
  )

  const { covered } = coveredIn(store)
  const source = things.sourceName(columns.ids.source[key] as number)
  const all = parts.map(({ name, form }) => {
    const { base, doubts } = found.get(told.attribute(name) ?? -1) ?? {
      base: null,
      doubts: [{ kind: 'missing-creation' as const, key: null }],
    }
    const isGap = base !== null && !covered(source, base.at, at)
    const again = base === null ? null : things.recreated(key, base.key)
    const whole: FoundDoubt[] = [
      ...doubts,
      ...(isGap ? [{ kind: 'gap' as const, key: base.key }] : []),
      ...(again === null ? [] : [{ kind: 'recreated' as const, key: again }]),
      ...(things.isAmbiguous(key) ? [{ kind: 'ambiguous' as const, key: null }] : []),
    ]
    return { name, form, base, doubts: whole }
  })
  const determined: DerivedBefore['determined'] = []
  const [was, is] = [new Map<string, Json>(), new Map<string, Json>()]
  let length = 0
  for (const { name, form, base, doubts } of all) {
    if (!base || doubts.length > 0) continue
    const value = await inTurns(valueOf(store, base, name))
    if (signal.aborted) throw fail('cancelled', 'The question was cancelled.')
    const after = form === 'delta' ? applied(store, key, name, listIn(value)) : sideOf(entry.changes, 'after', name)
    determined.push({ name, from: seen(base.key), wasThere: value !== undefined, applied: base.deltas.length })
    for (const [side, into] of [
      [value, was],
      [after, is],
    ] as const) {
      if (side === undefined) continue
      into.set(name, side)
      length += exactText(side, { limit: longestStates }).length
    }
    if (length > longestStates) break
  }
  const tooLong = length > longestStates
  return {
    states: determined.length === 0 || tooLong ? null : { before: textOf(was), after: textOf(is) },
    tooLong,
    determined: tooLong ? all.flatMap(({ name, base, doubts }) => (base && doubts.length === 0 ? [{ name, from: seen(base.key), wasThere: base.form !== 'gone', applied: base.deltas.length }] : [])) : determined, // prettier-ignore
    undetermined: all.flatMap(({ name, base, doubts }) =>
      base && doubts.length === 0
        ? []
        : [{ name, doubts: doubts.map((doubt) => ({ kind: doubt.kind, entry: doubt.key === null ? null : seen(doubt.key) })) }],
    ),
  }
}

/** A value of its own stands without a name. */
function textOf(states: ReadonlyMap<string, Json>): string {
  const only = states.get('')
  // Not by assignment: an attribute may be called `__proto__`.
  return exactText(only !== undefined && states.size === 1 ? only : Object.fromEntries(states))
}

/** Undefined where nothing was there. */
function* valueOf(store: CacheStore, { form, key, deltas, isFirst }: Base, name: string): Generator<void, Json | undefined> {
  if (form === 'gone') return undefined
  const first = sideOf(store.entry(key).changes, 'after', name)
  if (form === 'value') return first
  let list = isFirst && !isList(first) ? (first === undefined ? [] : [first]) : listIn(first)
  for (const delta of deltas) {
    list = applied(store, delta, name, list)
    yield
  }
  return list
}

const listIn = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])
const membersIn = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isList(value) ? value : [value]

/** The list with what an entry took out of it and put into it. */
function applied(store: CacheStore, key: number, name: string, list: readonly Json[]): readonly Json[] {
  const { changes } = store.entry(key)
  const out = new Set(membersIn(sideOf(changes, 'before', name)).map(canonicalText))
  const left = list.filter((member) => !out.has(canonicalText(member)))
  const here = new Set(left.map(canonicalText))
  return [...left, ...membersIn(sideOf(changes, 'after', name)).filter((member) => !here.has(canonicalText(member)))]
}
