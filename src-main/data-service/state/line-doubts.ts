import type { CacheStore } from '../cache/store.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { IdOf } from './entry-ids.ts'
import type { Link } from './links.ts'
import type { Path } from './paths.ts'
import { timeAt, type Organisation } from './organisation.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** Why the log does not prove that a path holds at a time, in sentences; none where it does. */
export function doubtsOf(
  organisation: Organisation,
  store: CacheStore,
  { links }: Pick<Path, 'links'>,
  { place, at, idOf }: { readonly place: number; readonly at: number; readonly idOf: IdOf },
): string[] {
  const doubts = new Set<string>()
  for (const { from, to } of organisation.unfetched) if (at >= from && at < to) doubts.add(notFetched(from, to, 'and this date lies in it'))
  for (const link of links) for (const doubt of linkDoubts(organisation, store, link, { place, at, idOf })) doubts.add(doubt)
  return [...doubts]
}

function* linkDoubts(
  organisation: Organisation,
  store: CacheStore,
  link: Link,
  { place, at, idOf }: { readonly place: number; readonly at: number; readonly idOf: IdOf },
): Generator<string> {
  const { replay, things } = organisation
  const { grant, holder, object, from } = link
  const called = `${nameAt(organisation, holder, place)} ${link.relation === 'roles' ? 'has' : 'is in'} ${nameAt(organisation, object, place)}`
  if (grant === null) {
    yield from === -1
      ? `No entry here gave it: that ${called} is known from what a later entry says.`
      : `No entry here gave it: that ${called} is told by a list in an entry at ${iso(timeAt(organisation, from) ?? 0)}.`
  } else {
    const state = store.columns.state[grant] as number
    if (state & stateBit.drifted) yield `The tenant sent entry ${idOf(grant)} again with another text.`
    if (state & stateBit.vanished) yield `The tenant no longer sends entry ${idOf(grant)}.`
  }
  const since = from < 0 ? -Infinity : (timeAt(organisation, from) ?? -Infinity)
  for (const gap of organisation.unfetched) {
    if (gap.to <= since || gap.from > at || (at >= gap.from && at < gap.to)) continue
    // Since then an entry told the whole list.
    const told = replay.lists.wholeAt(link.relation, link.relation === 'roles' ? holder : object)
    const again = told.some((where) => where <= place && (timeAt(organisation, where) ?? -Infinity) >= gap.to)
    const begins = replay.created.get(holder)?.findLast((each) => each.place <= place)
    const isYounger = begins !== undefined && (timeAt(organisation, begins.place) ?? -Infinity) >= gap.to
    if (!again && !isYounger) yield notFetched(gap.from, gap.to, 'it may have changed then')
  }
  const unclear = [
    ...replay.unclear.ofPair(holder, object),
    ...[holder, object].flatMap((thing) => replay.unclear.ofThing(thing).filter(({ key }) => mayRemove(store, key))),
  ]
  for (const each of unclear) {
    if (each.place === -1) yield `Nobody knows when entry ${idOf(each.key)} was, which may have changed it.`
    else if (each.place >= from && each.place <= place)
      yield `Entry ${idOf(each.key)} may have changed it: it does not say whether it succeeded.`
  }
  for (const { key, place: where } of link.disputed)
    if (where <= place) yield `Entry ${idOf(key)} gives it again: before it, it was taken away, and no entry here says so.`
  if (object !== holder && things.at(holder).kind === 'user') {
    const gone = replay.gone.get(holder)?.findLast((each) => each.place <= place)
    const back = replay.created.get(holder)?.findLast((each) => each.place <= place)
    if (gone && gone.place < from && (!back || back.place < gone.place))
      yield `The account was removed before it was given this, by entry ${idOf(gone.key)}.`
  }
}

const mayRemove = (store: CacheStore, key: number): boolean =>
  /_(?:delete|remove)$/.test(store.dictionaries.action.at(store.columns.ids.action[key] as number)[0] ?? '')

function notFetched(from: number, to: number, what: string): string {
  return to === Infinity
    ? `Nothing is fetched after ${iso(from - 1)}, ${what}.`
    : `Nothing was fetched from ${iso(from)} to ${iso(to)}: ${what}.`
}

/** What something is called at a place, or what there is of it instead. */
export function nameAt({ replay, things }: Organisation, thing: number, place: number): string {
  return replay.names.at(thing, place) ?? things.emailOf(thing) ?? things.at(thing).id ?? ''
}
