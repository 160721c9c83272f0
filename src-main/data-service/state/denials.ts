import type { DenialsUntold } from '@contract/denied.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { isListed } from '../query/evaluate.ts'
import type { Organisation } from './organisation.ts'

/** Checks of somebody, in the order of time; a place is one in that order. */
export interface ChecksOf {
  readonly places: number[]
  /** What each names; empty: nothing. */
  readonly permissions: string[]
}

/** Denied checks of one user and permission. */
export interface Denials {
  readonly user: number
  readonly permission: string
  readonly places: number[]
}

/** All checks of permissions in a log. */
export interface Checks {
  readonly lines: readonly Denials[]
  /** By user. */
  readonly denied: ReadonlyMap<number, ChecksOf>
  /** Successful ones of users who were denied something. */
  readonly passed: ReadonlyMap<number, ChecksOf>
  /** The words by which checks name users: emails and ids, and a name where there is neither. */
  readonly names: ReadonlyMap<number, ReadonlySet<string>>
  readonly untold: DenialsUntold
}

/** All checks of a log, which are read once for all questions, in pieces. */
export function* checksIn(organisation: Organisation, store: CacheStore): Generator<void, Checks> {
  const known = read.get(organisation)
  if (known) return known
  const found = yield* readChecks(organisation, store)
  read.set(organisation, found)
  return found
}

const read = new WeakMap<Organisation, Checks>()
/** Entries between two places where work may stop. */
const piece = 4_096

/** Reads them from the columns. */
function* readChecks(organisation: Organisation, store: CacheStore): Generator<void, Checks> {
  const { columns, dictionaries } = store
  const checks = dictionaries.action.table(([action]) => action === 'permission_check')
  const isCheck = (key: number): boolean => checks[columns.ids.action[key] as number] === 1 && isListed(columns, key)
  const lines = new Map<string, Denials>()
  const [denied, passed] = [new Map<number, ChecksOf>(), new Map<number, ChecksOf>()]
  const untold = { undated: 0, nobody: 0, unclear: 0 }
  const users = new Map<number, number | null>()
  const names = new Map<number, Set<string>>()
  const userOf = (key: number): number | null => {
    const actor = columns.ids.actor[key] as number
    const known = users.get(actor)
    if (known !== undefined) return known
    const [email, name, id] = dictionaries.actor.at(actor)
    const found = organisation.things.actor(email, name, id)
    users.set(actor, found)
    if (found !== null) {
      const words = names.get(found) ?? new Set()
      for (const word of [email, id, email || id ? undefined : name]) if (word) words.add(word)
      names.set(found, words)
    }
    return found
  }
  const { order } = organisation
  const texts = new Map<number, string>()
  const permissionOf = (id: number): string => {
    const text = texts.get(id) ?? dictionaries.permission.at(id)[0] ?? ''
    texts.set(id, text)
    return text
  }
  for (let place = 0; place < order.length; place++) {
    if (place % piece === 0) yield
    const key = order[place] as number
    if (!isCheck(key)) continue
    const status = columns.statusOf(key)
    if (status !== 'failed' && status !== 'success') {
      untold.unclear++
      continue
    }
    const user = userOf(key)
    if (user === null) {
      if (status === 'failed') untold.nobody++
      continue
    }
    const permission = permissionOf(columns.ids.permission[key] as number)
    note(status === 'failed' ? denied : passed, user, place, permission)
    if (status === 'success') continue
    const name = `${user} ${permission}`
    const known = lines.get(name)
    if (known) known.places.push(place)
    else lines.set(name, { user, permission, places: [place] })
  }
  const { keys } = store.order
  for (const key of keys.subarray(knownIn(keys, columns.time))) if (isCheck(key) && columns.statusOf(key) === 'failed') untold.undated++
  for (const user of passed.keys()) if (!denied.has(user)) passed.delete(user)
  return { lines: [...lines.values()], denied, passed, names, untold }
}

function note(into: Map<number, ChecksOf>, user: number, place: number, permission: string): void {
  const known = into.get(user)
  if (!known) into.set(user, { places: [place], permissions: [permission] })
  else {
    known.places.push(place)
    known.permissions.push(permission)
  }
}

/** How many of the places, which are in order, stand before one. */
export function before(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] as number) < place) low = middle + 1
    else high = middle
  }
  return low
}
