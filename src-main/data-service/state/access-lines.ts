import type { AccessLine, AccessSort } from '@contract/access.ts'
import type { Direction } from '@contract/order.ts'
import { caseless, compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { AskedLines, type AccessAsked } from './asked-lines.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import { heldStretches } from './held.ts'
import { doubtsOf, nameAt } from './line-doubts.ts'
import type { Link } from './links.ts'
import { timeAt, type Organisation } from './organisation.ts'
import type { Path } from './paths.ts'
import { sortedBy, type SortValue } from './sorted.ts'

/** By what lines stand; absent: by user, role and path. */
export interface AskedOrder {
  readonly sort?: AccessSort | undefined
  readonly order?: Direction | undefined
}

/** What is listed, and of how many lines the role is privileged. */
export interface ListedAccess<L> extends Listed<L> {
  readonly privileged: number
  /** Lines that are left out because nothing here tells what their role allows. */
  readonly untold: number
  /** Entries that may have given or taken something up to then: they do not say whether they succeeded, or when they were. */
  readonly unclear: number
}

/** Which lines are asked for, how they stand, and what each says. */
export class AccessLines {
  readonly asked: AskedLines

  constructor(
    readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly question: AccessAsked & AskedOrder,
  ) {
    this.asked = new AskedLines(organisation, question)
  }

  /** Entries that may have given or taken something up to a place. */
  unclear(place: number): number {
    return this.organisation.replay.unclear.countUpTo(place)
  }

  /** Users who hold something or are in something, and are asked for. */
  users(place: number | null): number[] {
    const { replay, things } = this.organisation
    const asked = this.question.user
    const matches = asked === undefined ? null : compile(asked)
    const found: number[] = []
    for (let user = 0; user < things.count; user++) {
      if (!things.isUser(user) || replay.links.lastOf(user) < 0) continue
      if (matches && !this.isCalled(user, place, matches)) continue
      found.push(user)
    }
    return found
  }

  private isCalled(user: number, place: number | null, matches: (text: string) => boolean): boolean {
    const { replay, things } = this.organisation
    const names = [
      nameAt(this.organisation, user, place ?? Infinity),
      things.at(user).id ?? '',
      things.emailOf(user) ?? '',
      ...replay.names.stretches(user).map(({ name }) => name),
    ]
    return names.some((name) => name !== '' && matches(name))
  }

  sorted<T>(list: readonly T[], pathOf: (each: T) => Path, placeOf: (each: T) => number): T[] {
    const names = new Map<number, string>()
    const called = (thing: number, place: number): string => {
      const known = names.get(thing)
      if (known !== undefined) return known
      const name = caseless(nameAt(this.organisation, thing, place))
      names.set(thing, name)
      return name
    }
    const keyed = list.map((each) => {
      const { user, role, through } = pathOf(each)
      const place = placeOf(each)
      return { each, key: [user, role, ...through].map((thing) => called(thing, place)), ids: [role, ...through] }
    })
    keyed.sort((a, b) => compareLists(a.key, b.key) || compareLists(a.ids, b.ids))
    return keyed.map(({ each }) => each)
  }

  inOrder<T>(list: readonly T[], valueOf: (each: T, sort: AccessSort) => SortValue): readonly T[] {
    const { sort, order = 'asc' } = this.question
    return sort === undefined ? list : sortedBy(list, (each) => valueOf(each, sort), order)
  }

  /** What a line stands by; null: nobody knows. */
  valueOf({ user, role, through, links }: Path, sort: AccessSort, when: { readonly place: number; readonly at: number }): SortValue {
    const named = (thing: number): string => caseless(nameAt(this.organisation, thing, when.place))
    const link = latestGrant(links)
    const grant = link?.grant ?? null
    switch (sort) {
      case 'user':
        return named(user)
      case 'role':
        return named(role)
      case 'path':
        return through.map(named).join('\0')
      case 'since':
        return grant === null || !link ? null : timeAt(this.organisation, link.from)
      case 'until':
        return this.endOf({ links }, when.place).until
      case 'grantedBy': {
        const actor = grant === null ? null : actorOf(this.store, grant)
        return actor === null ? null : caseless(actor)
      }
      case 'privileged':
        return this.asked.isPrivileged(role, when.place) ? 0 : 1
      case 'doubts':
        return doubtsOf(this.organisation, this.store, { links }, { ...when, idOf: String }).length
      case 'change':
      case 'cause':
        return null
    }
  }

  lineOf(path: Path, when: { readonly place: number; readonly at: number; readonly idOf: IdOf }): AccessLine {
    const [{ user, role, through, links }, { place, idOf }] = [path, when]
    return {
      user: nameAt(this.organisation, user, place),
      role: nameAt(this.organisation, role, place),
      roleId: this.organisation.things.at(role).id,
      path: through.map((group) => nameAt(this.organisation, group, place)),
      pathIds: through.map((group) => this.organisation.things.at(group).id),
      privileged: this.asked.isPrivileged(role, place),
      ...this.grantOf(latestGrant(links), idOf),
      ...this.endOf(path, place),
      doubts: doubtsOf(this.organisation, this.store, { links }, when),
    }
  }

  /** When a path that holds at a place ended. */
  private endOf({ links }: Pick<Path, 'links'>, place: number): Pick<AccessLine, 'until' | 'endedBy'> {
    const held = heldStretches(this.organisation, { links }, null).find(({ from, to }) => from <= place && to > place)
    return { until: held?.stopped ? timeAt(this.organisation, held.to) : null, endedBy: held?.stopped?.key ?? null }
  }

  private grantOf(link: Link | null, idOf: IdOf): Pick<AccessLine, 'since' | 'grantedBy' | 'entry' | 'key'> {
    const key = link?.grant ?? null
    if (!link || key === null) return { since: null, grantedBy: null, entry: null, key: null }
    return { since: timeAt(this.organisation, link.from), grantedBy: actorOf(this.store, key), entry: idOf(key), key }
  }
}

/** The link that made a path true: the one that came last. */
export function latestGrant(links: readonly Link[]): Link | null {
  return links.reduce<Link | null>((latest, link) => (!latest || link.from > latest.from ? link : latest), null)
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareLists<T extends string | number>(a: readonly T[], b: readonly T[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [first, second] = [a[at] as T, b[at] as T]
    if (first !== second) return first < second ? -1 : 1
  }
  return a.length - b.length
}

/** Who did it, by email, name or id; null where the entry names nobody. */
export function actorOf({ columns, dictionaries }: CacheStore, key: number): string | null {
  const [email, name, id] = dictionaries.actor.at(columns.ids.actor[key] as number)
  return email || name || id || null
}
