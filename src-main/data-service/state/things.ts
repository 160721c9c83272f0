import type { Resource, Target } from '@contract/entry.ts'
import { caseless } from '@language/pattern.ts'
import type { Dictionaries } from '../cache/dictionary/dictionary.ts'
import { isAccount } from '../query/plan-subject.ts'

export type ThingKind = 'user' | 'group' | 'role' | 'other'

/** Somebody or something that holds, or is held; `other`: anything else that changes. */
export interface Thing {
  readonly number: number
  readonly kind: ThingKind
  /** As sources call it, in small letters: `role`, `permission`, `service_account` … */
  readonly type: string
  /** The one by which it was first named; null where no entry names one. */
  readonly id: string | null
}

/**
 * Who is who in the whole log. An account is its email and every id that entries name beside it; a role or a group is its id, and what is named without one
 * is the one of that name, where there is but one; see {@link NamesInTime} for names that change hands.
 */
export class Things {
  readonly all: Thing[] = []
  private readonly byKey = new Map<string, number>()
  private readonly accounts = new Joined()
  /** By the key of an email, as it was written. */
  private readonly spelled = new Map<string, string>()
  private readonly keys: string[] = []

  get count(): number {
    return this.all.length
  }

  /** Takes in who is who, a piece at a time, before anybody is asked for. */
  *prepare({ actor, resource, target }: Pick<Dictionaries, 'actor' | 'resource' | 'target'>): Generator<void, void> {
    let seen = 0
    for (const [email, , id] of actor.all()) {
      this.joinAccount(email, id)
      if (++seen % piece === 0) yield
    }
    for (const [type, id, email] of target.all()) {
      if (email !== undefined || isSomebody(type)) this.joinAccount(email, id)
      if (++seen % piece === 0) yield
    }
    // Some sources put the email where others have a name.
    for (const [type, id, name] of resource.all()) {
      if (isAccount(type) && name?.includes('@')) this.joinAccount(name, id)
      if (++seen % piece === 0) yield
    }
  }

  at(number: number): Thing {
    return this.all[number] as Thing
  }

  /** An email of an account, for entries that only name its id. */
  emailOf(number: number): string | null {
    return this.spelled.get(this.keys[number] as string) ?? null
  }

  private joinAccount(email: string | undefined, id: string | undefined): void {
    if (!email) return
    if (id) this.accounts.join(emailKey(email), idKey(id))
    this.spelled.set(emailKey(email), email)
  }

  /** @returns its number; null where nothing names it */
  account(email: string | undefined, id: string | undefined, name: string | undefined, type = 'user'): number | null {
    const key = email ? emailKey(email) : id ? idKey(id) : name ? (name.includes('@') ? emailKey(name) : `n ${caseless(name)}`) : null
    return key === null ? null : this.numberOf('user', this.accounts.first(key), caseless(type), id)
  }

  /** A role or group by its id; null without one. */
  byId(kind: 'group' | 'role', id: string | undefined, type: string = kind): number | null {
    return id === undefined ? null : this.numberOf(kind, `${kind} ${id}`, caseless(type), id)
  }

  /** Anything else; null where nothing tells it from others of its type. */
  other(type: string, id: string | undefined, name: string | undefined): number | null {
    const own = id ?? name
    return own === undefined ? null : this.numberOf('other', `o ${caseless(type)} ${own}`, caseless(type), id)
  }

  /** One that no entry names by an id. */
  nameless(kind: 'group' | 'role', name: string, type: string = kind): number {
    return this.numberOf(kind, `${kind}? ${caseless(name)}`, caseless(type), undefined)
  }

  private numberOf(kind: ThingKind, key: string, type: string, id: string | undefined): number {
    const known = this.byKey.get(key)
    if (known !== undefined) {
      const thing = this.at(known)
      if (thing.id === null && id !== undefined) this.all[known] = { ...thing, id }
      return known
    }
    const number = this.all.length
    this.all.push({ number, kind, type, id: id ?? null })
    this.keys.push(key)
    this.byKey.set(key, number)
    return number
  }
}

/** Values between two places where work may stop. */
const piece = 512

const emailKey = (email: string): string => `e ${caseless(email)}`
const idKey = (id: string): string => `i ${id}`
const isSomebody = (type: string | undefined): boolean => type === undefined || isAccount(type)

/** What kind of thing a source's word names; null for what neither holds nor is held. */
export function kindOf(type: string | undefined, email?: string): ThingKind | null {
  if (email !== undefined || type === undefined || isAccount(type)) return 'user'
  const word = caseless(type)
  return word === 'role' || word === 'group' ? word : null
}

/** What an entry calls it. */
export type Called = Pick<Resource, 'type' | 'id' | 'name'> | Target

/** Texts that mean the same, joined. */
class Joined {
  private readonly parent = new Map<string, string>()

  join(a: string, b: string): void {
    const [first, second] = [this.first(a), this.first(b)]
    if (first === second) return
    // An email stands for the account, whatever ids it has.
    if (second.startsWith('e ') && !first.startsWith('e ')) this.parent.set(first, second)
    else this.parent.set(second, first)
  }

  first(text: string): string {
    let root = text
    for (let next = this.parent.get(root); next !== undefined; next = this.parent.get(root)) root = next
    // Shorter for who asks next.
    for (let at = text; at !== root;) {
      const next = this.parent.get(at) ?? root
      this.parent.set(at, root)
      at = next
    }
    return root
  }
}
