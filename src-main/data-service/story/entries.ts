import type { Filter } from '@contract/filter.ts'
import type { StoryPart, StorySubject } from '@contract/story.ts'
import { storyParts } from '@contract/story.ts'
import { caseless, literal } from '@language/pattern.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { findSubject } from '../history/subject-index.ts'
import { inTurns } from '../in-turns.ts'
import type { BookmarkKeys } from '../query/bookmark-keys.ts'
import type { QueryEngine } from '../query/engine.ts'
import { isListed } from '../query/evaluate.ts'
import { placeAt, type Organisation } from '../state/organisation.ts'
import { accountsOf, somebodyIn } from './accounts.ts'
import { always, holdingsOf, type Holdings } from './holdings.ts'
import { changedThrough } from './through.ts'
import { NamedThings } from './named-things.ts'

/** What is asked here of a tenant that is open. */
export interface Asked {
  readonly store: CacheStore
  readonly bookmarkKeys: BookmarkKeys
  readonly engine: Pick<QueryEngine, 'matching'>
}

/** The entries of a story. */
export interface StoryEntries {
  /** Oldest first, those without a time last. */
  readonly keys: Uint32Array
  /** How many of them have a time. */
  readonly dated: number
  /** Beside each key, the place of its part among {@link storyParts}. */
  readonly parts: Uint8Array
  /** By key: the things through which it belongs here. */
  readonly through: ReadonlyMap<number, readonly number[]>
  /** Who or what it is among the things of the played log. */
  readonly numbers: readonly number[]
  readonly holdings: Holdings | null
  readonly ids: readonly string[]
  /** All names of a person who has several. */
  readonly names: readonly string[] | null
}

/** Which entries are its own, by key: those it did, and those done to it. */
interface Own {
  readonly did: (key: number) => boolean
  /** @param at its index in the order of time */
  readonly done: (key: number, at: number) => boolean
  readonly ids: readonly string[]
  readonly names: readonly string[] | null
  readonly numbers: (played: Organisation) => readonly number[]
}

const never = (): boolean => false
const piece = 4096
const [did, done, through] = storyParts.map((_, at) => at) as [number, number, number]
export const partAt = (part: number): StoryPart => storyParts[part] ?? 'did'

/** Whether something can have roles or be had. */
export const isInAccess = (of: StorySubject): boolean => of.kind === 'thing' && of.type !== 'ip'

/** @param played null for what has no roles: the log need not be played */
export async function entriesOf(asked: Asked, of: StorySubject, played: Organisation | null, signal: AbortSignal): Promise<StoryEntries> {
  const { store } = asked
  const found = await ownOf(asked, of, signal)
  const numbers = played ? found.numbers(played) : []
  const own = played && numbers.length > 0 ? alsoByName(store, played, numbers, found) : found
  const holdings = played && numbers.length > 0 ? await inTurns(holdingsOf(played, numbers)) : null
  const changed = played && holdings ? await inTurns(changedThrough(played, store, holdings)) : new Map<number, number[]>()
  return await inTurns(gathered(store, own, { numbers, holdings, changed }))
}

function* gathered(
  store: CacheStore,
  own: Own,
  held: { readonly numbers: readonly number[]; readonly holdings: Holdings | null; readonly changed: Map<number, number[]> },
): Generator<void, StoryEntries> {
  const { columns, order } = store
  const all = order.keys.slice()
  const [keys, parts] = [new Uint32Array(all.length), new Uint8Array(all.length)]
  const direct = new Set<number>()
  let count = 0
  for (let at = 0; at < all.length; at++) {
    if (at % piece === piece - 1) yield
    const key = all[at] as number
    if (!isListed(columns, key)) continue
    const part = own.did(key) ? did : own.done(key, at) ? done : held.changed.has(key) ? through : null
    if (part === null) continue
    if (part !== through && held.changed.has(key)) direct.add(key)
    parts[count] = part
    keys[count++] = key
  }
  for (const key of direct) held.changed.delete(key)
  const found = keys.slice(0, count)
  return {
    keys: found,
    dated: knownIn(found, columns.time),
    parts: parts.slice(0, count),
    through: held.changed,
    numbers: held.numbers,
    holdings: held.holdings,
    ids: own.ids,
    names: own.names,
  }
}

async function ownOf({ store, bookmarkKeys, engine }: Asked, of: StorySubject, signal: AbortSignal): Promise<Own> {
  const { columns, dictionaries, targetSets } = store
  const none = { ids: [], names: null, numbers: () => [], done: never }
  if (of.kind === 'agent') {
    const agents = dictionaries.agent.table(([text]) => text === of.value)
    return { ...none, did: (key) => agents[columns.ids.agent[key] as number] === 1 }
  }
  if (of.kind === 'request') {
    const filter: Filter = { kind: 'field', field: 'request', value: literal(of.value) }
    const found = new Set(await engine.matching({ filter, zone: 'UTC' }, 0, signal))
    return { ...none, did: (key) => found.has(key) }
  }
  const { type, value } = of
  if (type === 'user') {
    const others = bookmarkKeys.people.namesOf([value]) ?? []
    const names = [value, ...others.filter((name) => caseless(name) !== caseless(value))]
    const somebody = await inTurns(somebodyIn(store, names))
    const sets = targetSets.holdingAny(somebody.target)
    const { actor, resource, target, targets } = columns.ids
    return {
      did: (key) => somebody.actor[actor[key] as number] === 1,
      done: (key) =>
        somebody.resource[resource[key] as number] === 1 ||
        somebody.target[target[key] as number] === 1 ||
        sets[targets[key] as number] === 1,
      ids: somebody.ids,
      names: names.length > 1 ? names : null,
      numbers: ({ things }) => accountsOf(things, somebody, names),
    }
  }
  const { all, as, ids } = findSubject(store, { type, value })
  const own = new Set(all)
  if (type === 'ip') return { ...none, did: (key) => own.has(key) }
  return {
    ...none,
    did: (key) => own.has(key) && as(key) === 'other',
    done: (key) => own.has(key),
    ids,
    numbers: (played) => thingsOf(played, type, value, ids),
  }
}

/** Entries that name a role or group without its id are its own while it is called so, and is there. */
function alsoByName({ columns, dictionaries, targetSets }: CacheStore, played: Organisation, numbers: readonly number[], own: Own): Own {
  const named = new NamedThings(played, new Map(numbers.map((number) => [number, always])))
  const { resource, target, targets } = columns.ids
  const isBare = (id: string | undefined): boolean => id === undefined
  const resources = dictionaries.resource.table(([type, id, name]) => isBare(id) && named.mayBe(type, id, name))
  const targetTable = dictionaries.target.table(
    ([type, id, email, name]) => email === undefined && isBare(id) && named.mayBe(type, id, name),
  )
  const sets = targetSets.holdingAny(targetTable)
  const isThere = (parts: readonly (string | undefined)[], place: number): boolean =>
    named.at(parts, place).some((number) => isThereAt(played, number, place))
  const isNamed = (key: number, place: number): boolean => {
    if (resources[resource[key] as number] === 1 && isThere(dictionaries.resource.at(resource[key] as number), place)) return true
    const set = targets[key] as number
    if (targetTable[target[key] as number] !== 1 && sets[set] !== 1) return false
    const own = set > 0 ? [...targetSets.of(set)] : [target[key] as number]
    return own.some((id) => {
      const [type, thing, , name] = dictionaries.target.at(id)
      return targetTable[id] === 1 && isThere([type, thing, name], place)
    })
  }
  // Entries may have come since it was played.
  const placeOf = (key: number, at: number): number =>
    played.order[at] === key ? at : placeAt(played, Math.floor(columns.time[key] as number))
  return { ...own, done: (key, at) => own.done(key, at) || isNamed(key, placeOf(key, at)) }
}

/** Whether nothing up to a place removed it; what removes it is still about it. */
function isThereAt({ replay }: Organisation, number: number, place: number): boolean {
  const gone = replay.gone.get(number)?.findLast((each) => each.place < place)
  const created = replay.created.get(number)?.findLast((each) => each.place <= place)
  return !gone || (created !== undefined && created.place > gone.place)
}

/** A role or group by its ids; one that no entry names with an id by a name that it had. */
function thingsOf({ things, replay }: Organisation, type: string, value: string, ids: readonly string[]): number[] {
  const [kind, wanted, name] = [caseless(type), new Set(ids), caseless(value)]
  const found = things.all.filter((thing) => thing.type === kind && thing.id !== null && wanted.has(thing.id))
  const named =
    found.length > 0 || (kind !== 'role' && kind !== 'group')
      ? found
      : things.all.filter(
          ({ id, kind: of, number }) =>
            id === null && of === kind && replay.names.stretches(number).some((naming) => caseless(naming.name) === name),
        )
  return named.map(({ number }) => number)
}
