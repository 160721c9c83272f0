import { caseless } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { isAccount } from '../query/plan-subject.ts'
import type { Things } from '../state/things.ts'

/** Values of the dictionaries that are somebody, one byte for each id, and who that is in the played log. */
export interface Somebody {
  readonly actor: Uint8Array
  readonly target: Uint8Array
  readonly resource: Uint8Array
  readonly ids: readonly string[]
  readonly emails: readonly string[]
}

/** Values between two places where work may stop. */
const piece = 4096

/**
 * Whom any of these names, emails or ids means: the same rule as {@link Things} has, an account is its email and every id that entries name beside it. It is
 * followed from one value to the next until nothing is new, so that nothing of the played log is touched.
 */
export function* somebodyIn({ dictionaries }: Pick<CacheStore, 'dictionaries'>, names: readonly string[]): Generator<void, Somebody> {
  const { actor, resource, target } = dictionaries
  const wanted = new Set(names.map(caseless))
  const [emails, ids] = [new Map<string, string>(), new Set<string>()]
  const is = (text: string | undefined): boolean => text !== undefined && text !== '' && wanted.has(caseless(text))
  const isHere = (email: string | undefined, id: string | undefined): boolean =>
    is(email) || is(id) || (email !== undefined && emails.has(caseless(email))) || (id !== undefined && ids.has(id))
  const take = (email: string | undefined, id: string | undefined): void => {
    if (email) emails.set(caseless(email), email)
    if (id) ids.add(id)
  }
  for (let known = -1; known !== emails.size + ids.size;) {
    known = emails.size + ids.size
    let seen = 0
    for (const [email, , id] of actor.all()) {
      if (isHere(email, id)) take(email, id)
      if (++seen % piece === 0) yield
    }
    for (const [type, id, email] of target.all()) {
      if ((email !== undefined || isSomebody(type)) && isHere(email, id)) take(email, id)
      if (++seen % piece === 0) yield
    }
    // Some sources put the email where others have a name.
    for (const [type, id, name] of resource.all()) {
      const email = name?.includes('@') ? name : undefined
      if (isAccount(type) && isHere(email, id)) take(email, id)
      if (++seen % piece === 0) yield
    }
  }
  const named = (email: string | undefined, id: string | undefined, name: string | undefined): boolean =>
    isHere(email, id) || (!email && !id && is(name))
  return {
    actor: actor.table(([email, name, id]) => named(email, id, name)),
    target: target.table(([type, id, email, name]) => (email !== undefined || isSomebody(type)) && named(email, id, name)),
    resource: resource.table(([type, id, name]) => isAccount(type) && (isHere(name, id) || is(name))),
    ids: [...ids],
    emails: [...emails.values()],
  }
}

const isSomebody = (type: string | undefined): boolean => type === undefined || isAccount(type)

/** Who that is among the things of a played log. */
export function accountsOf(things: Things, { emails, ids }: Somebody, names: readonly string[]): number[] {
  const named = names.filter((name) => !name.includes('@'))
  const found = [
    ...emails.map((email) => things.actor(email, undefined, undefined)),
    ...ids.map((id) => things.actor(undefined, undefined, id)),
    ...(emails.length + ids.length > 0 ? [] : named.map((name) => things.actor(undefined, name, undefined))),
  ]
  return [...new Set(found.filter((number) => number !== null))]
}
