import type { Subject } from '@contract/history.ts'
import { compile as compileAddress } from '@language/ip.ts'
import { caseless } from '@language/pattern.ts'
import { isListed } from '../query/evaluate.ts'
import { isAccount } from '../query/plan-subject.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Dictionary } from '../cache/dictionary/dictionary.ts'

/** Which dictionary values are the subject: one byte for each id. */
interface Tables {
  readonly actor: Uint8Array
  readonly resource: Uint8Array
  readonly target: Uint8Array
  readonly ip: Uint8Array
}

/** A subject's entries, oldest first, found in the columns. */
export interface Found {
  readonly ids: readonly string[]
  /** Everything it did or had done to it. */
  readonly all: Uint32Array
  /** It was done on the subject, to it, or only by it. */
  readonly as: (key: number) => 'resource' | 'target' | 'other'
}

/** One pass over the dictionaries and one over the columns: a few milliseconds a million entries. */
export function findSubject(store: CacheStore, subject: Subject): Found {
  const { columns, order } = store
  const { tables, ids } = tablesOf(store, subject)
  const { actor, ip, resource, target, targets } = columns.ids
  const sets = store.targetSets.holdingAny(tables.target)
  const all = order.keys.filter(
    (key) =>
      isListed(columns, key) &&
      ((tables.resource[resource[key] as number] as number) |
        (tables.target[target[key] as number] as number) |
        (sets[targets[key] as number] as number) |
        (tables.actor[actor[key] as number] as number) |
        (tables.ip[ip[key] as number] as number)) !==
        0,
  )
  const isTarget = (key: number): boolean => (tables.target[target[key] as number] ?? 0) + (sets[targets[key] as number] ?? 0) > 0
  const as = (key: number): ReturnType<Found['as']> =>
    tables.resource[resource[key] as number] === 1 ? 'resource' : isTarget(key) ? 'target' : 'other'
  return { ids, all, as }
}

function tablesOf(store: CacheStore, { type, value }: Subject): { tables: Tables; ids: string[] } {
  const { actor, ip, resource, target } = store.dictionaries
  const wanted = caseless(value)
  const is = (text: string | undefined): boolean => text !== undefined && caseless(text) === wanted
  const none = { actor: zeros(actor), resource: zeros(resource), target: zeros(target), ip: zeros(ip) }

  const isAddress = compileAddress(value)
  if (type === 'ip') return { ids: [], tables: { ...none, ip: ip.table(([text]) => text !== undefined && isAddress(text)) } }
  if (type === 'user') {
    // An account is its email; its id, where entries have it, finds those that name it otherwise.
    const ids = new Set<string>()
    for (const [email, name, id] of actor.all()) if (id && (is(email) || is(id) || (!email && is(name)))) ids.add(id)
    for (const [of, id, email] of target.all()) if (id && isSomebody(of, email) && (is(email) || is(id))) ids.add(id)
    const known = (id: string | undefined): boolean => id !== undefined && ids.has(id)
    return {
      ids: [...ids],
      tables: {
        ...none,
        actor: actor.table(([email, name, id]) => is(email) || known(id) || (!email && !id && is(name))),
        target: target.table(([of, id, email, name]) => isSomebody(of, email) && (is(email) || known(id) || (!email && !id && is(name)))),
        resource: resource.table(([of, id, name]) => (known(id) || is(name) || is(id)) && isAccount(of)),
      },
    }
  }
  const sameType = (of: string | undefined): boolean => of !== undefined && caseless(of) === caseless(type)
  const byId = [resource, target].some((each) => each.table(([of, id]) => sameType(of) && is(id)).includes(1))
  const ids = new Set<string>()
  if (byId) ids.add(value)
  else {
    for (const [of, id, name] of resource.all()) if (id && sameType(of) && is(name)) ids.add(id)
    for (const [of, id, , name] of target.all()) if (id && sameType(of) && is(name)) ids.add(id)
  }
  const named = (id: string | undefined, name: string | undefined): boolean => (id === undefined ? !byId && is(name) : ids.has(id))
  return {
    ids: [...ids],
    tables: {
      ...none,
      resource: resource.table(([of, id, name]) => sameType(of) && named(id, name)),
      target: target.table(([of, id, , name]) => sameType(of) && named(id, name)),
    },
  }
}

/** A group or a role may have the id of a user. */
const isSomebody = (type: string | undefined, email: string | undefined): boolean =>
  email !== undefined || type === undefined || isAccount(type)

const zeros = ({ size }: Dictionary): Uint8Array => new Uint8Array(size)
