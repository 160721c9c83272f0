import type { ChainLink } from '@contract/access.ts'
import { compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { actorOf } from './access-lines.ts'
import { nameAt } from './line-doubts.ts'
import type { Link } from './links.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { pathsOf } from './paths.ts'
import { roleStretches } from './roles-in-time.ts'

export interface WhyAsked {
  readonly user: string
  readonly role?: string | undefined
  readonly permission?: string | undefined
}

/** Users of that email, id or name. */
export function usersCalled({ things, linksOf, replay }: Organisation, user: string): number[] {
  const matches = compile(user)
  return things.all.flatMap(({ id, kind, number }) => {
    if (kind !== 'user' || linksOf(number).length === 0) return []
    const names = [id, things.emailOf(number), ...replay.names.stretches(number).map(({ name }) => name)]
    return names.some((name) => name !== null && matches(name)) ? [number] : []
  })
}

/** The entries of all paths, each once, in the order of time: the first cause first. Nothing where it is not held. @param at ms */
export function whyHeld(organisation: Organisation, store: CacheStore, asked: WhyAsked, at: number): ChainLink[] {
  const place = placeAt(organisation, at)
  const found = new Map<number, { place: number; says: string[] }>()
  const note = (key: number | null, where: number, says: string): void => {
    if (key === null) return
    const known = found.get(key)
    if (!known) found.set(key, { place: where, says: [says] })
    else if (!known.says.includes(says)) known.says.push(says)
  }
  const isRole = asked.role === undefined ? null : compile(asked.role)
  const covers = asked.permission === undefined ? null : covering(asked.permission)
  for (const user of usersCalled(organisation, asked.user)) {
    for (const { links, role } of pathsOf(organisation, user, place).paths) {
      const name = nameAt(organisation, role, place)
      const { id, type } = organisation.things.at(role)
      if (isRole && !isRole(name) && !(id !== null && isRole(id))) continue
      if (covers) {
        const since = roleStretches(organisation, role, (permissions) => permissions.some(covers)).find(
          ({ from, to }) => from <= place && to > place,
        )
        const isItself = type === 'permission' && covers(name)
        if (!since && !isItself) continue
        if (since) note(since.begun, since.from, `Role ${name} has ${asked.permission ?? ''} since then.`)
      }
      for (const link of links) note(link.grant, link.from, sentence(organisation, store, link, place))
    }
  }
  return Array.from(found, ([key, { place: where, says }]) => ({
    entry: store.entry(key).id,
    key,
    at: timeAt(organisation, where),
    says: says.join(' '),
    where,
  }))
    .sort((a, b) => a.where - b.where)
    .map(({ where: _, ...reason }) => reason)
}

/** Whether a held permission, which may be a pattern, covers one that is asked for. */
export function covering(permission: string): (held: string) => boolean {
  const known = new Map<string, boolean>()
  return (held) => {
    let found = known.get(held)
    if (found === undefined) {
      found = compile(held)(permission)
      known.set(held, found)
    }
    return found
  }
}

export function sentence(organisation: Organisation, store: CacheStore, link: Link, place: number): string {
  const [holder, object] = [nameAt(organisation, link.holder, place), nameAt(organisation, link.object, place)]
  const by = (link.grant === null ? null : actorOf(store, link.grant)) ?? 'somebody'
  return link.relation === 'roles' ? `${by} gave ${holder} the role ${object}.` : `${by} put ${holder} into the group ${object}.`
}
