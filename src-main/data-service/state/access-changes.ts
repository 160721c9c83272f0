import type { AccessChange } from '@contract/access.ts'
import type { CacheStore } from '../cache/store.ts'
import { AccessLines, type AskedOrder, type ListedAccess } from './access-lines.ts'
import type { AccessAsked } from './asked-lines.ts'
import type { IdOf } from './entry-ids.ts'
import { heldStretches, type Cause, type Held } from './held.ts'
import type { Link } from './links.ts'
import { placeAt, type Organisation } from './organisation.ts'
import { isOpenAt, pathsEver, type Path } from './paths.ts'
import { permissionsAt } from './roles-in-time.ts'

/** What differs between two times. */
export class AccessChanges {
  private readonly of: AccessLines
  /** Users with more paths than are listed. */
  more = 0

  constructor(
    private readonly organisation: Organisation,
    store: CacheStore,
    private readonly question: AccessAsked & AskedOrder,
  ) {
    this.of = new AccessLines(organisation, store, question)
  }

  /** What differs between two times, each with the entry at which it last turned. @param from @param to ms */
  between(from: number, to: number): ListedAccess<AccessChange> {
    const [before, after] = [placeAt(this.organisation, from), placeAt(this.organisation, to)]
    const turned: Turned[] = []
    const turning = this.turning(before, after)
    for (const user of this.of.users(null)) {
      if (turning[user] !== 1) continue
      const { paths, more } = pathsEver(this.organisation, user, before, after)
      if (more) this.more++
      for (const path of paths) {
        const stretches = this.stretchesOf(path)
        const was = stretches.find((each) => each.from <= before && each.to > before)
        const is = stretches.find((each) => each.from <= after && each.to > after)
        if (!was && !is) this.noteUntold(path, before, after)
        if (Boolean(was) === Boolean(is) || !this.of.asked.matches(path, is ? after : before)) continue
        turned.push(is ? { path, change: 'gained', by: is.began } : this.lost(path, stretches, before, after))
      }
    }
    const sorted = this.of.sorted(
      turned,
      ({ path }) => path,
      ({ change }) => (change === 'gained' ? after : before),
    )
    const when = ({ change }: Turned) => (change === 'gained' ? { place: after, at: to } : { place: before, at: from })
    const inOrder = this.of.inOrder(sorted, (each, sort) => {
      if (sort === 'change') return each.change
      if (sort === 'cause') return this.cause(each.by, each.change === 'lost', String).cause
      return this.of.valueOf(each.path, sort, when(each))
    })
    return {
      total: inOrder.length,
      privileged: inOrder.filter((each) => this.of.asked.isPrivileged(each.path.role, when(each).place)).length,
      untold: this.of.asked.untold,
      unclear: this.of.unclear(after),
      lines: (first, end, idOf) =>
        inOrder.slice(first, end).map((each) => ({
          ...this.of.lineOf(each.path, { ...when(each), idOf }),
          ...this.cause(each.by, each.change === 'lost', idOf),
          change: each.change,
        })),
    }
  }

  /** By thing: 1 where anything turned of all that it comes to, of its own or through others. */
  private turning(before: number, after: number): Uint8Array {
    const { replay, things } = this.organisation
    const { from, holder, object, to } = replay.links.rows
    const found = new Uint8Array(things.count)
    const isBetween = (place: number): boolean => place > before && place <= after
    if (this.question.privileged) {
      const { asked } = this.of
      for (let role = 0; role < things.count; role++)
        if (things.kindAt(role) === 'role' && asked.privilegedStretches(role).some((each) => isBetween(each.from) || isBetween(each.to)))
          found[role] = 1
    }
    for (let row = 0; row < from.length; row++) if (isBetween(from.get(row)) || isBetween(to.get(row))) found[holder.get(row)] = 1
    // A level of what is within others each time.
    for (let goesOn = true; goesOn;) {
      goesOn = false
      for (let row = 0; row < from.length; row++) {
        if (found[object.get(row)] !== 1 || found[holder.get(row)] === 1) continue
        found[holder.get(row)] = 1
        goesOn = true
      }
    }
    return found
  }

  /** Whether a path that turned would be listed cannot be known where its role does not tell what it allows. */
  private noteUntold(path: Path, before: number, after: number): void {
    if (!this.question.privileged || permissionsAt(this.organisation, path.role, after) !== null) return
    const held = heldStretches(this.organisation, path, null)
    const isAt = (place: number): boolean => held.some(({ from, to }) => from <= place && to > place)
    if (isAt(before) !== isAt(after) && this.of.asked.matches(path, isAt(after) ? after : before)) this.of.asked.untold++
  }

  /** When a path held; with privileged lines alone, when its role was privileged, too. */
  private stretchesOf(path: Path): Held[] {
    return heldStretches(this.organisation, path, this.question.privileged ? this.of.asked.privilegedStretches(path.role) : null)
  }

  private lost(path: Path, stretches: readonly Held[], before: number, after: number): Turned {
    // It may have come and gone since: the entry is the one at which it went last.
    const last = stretches.findLast(({ to }) => to > before && to <= after)
    const held = { ...path, links: path.links.map((link) => this.heldAt(link, before)) }
    return { path: held, change: 'lost', by: last?.stopped ?? { link: null, key: null } }
  }

  /** The link of that pair that was open at the place. */
  private heldAt(link: Link, place: number): Link {
    return this.organisation.linksOf(link.holder).find((each) => each.object === link.object && isOpenAt(each, place)) ?? link
  }

  private cause({ link, key }: Cause, ends: boolean, idOf: IdOf): Pick<AccessChange, 'cause' | 'entry' | 'key'> {
    const entry = key === null ? null : idOf(key)
    if (!link) return { cause: 'role_update', entry, key }
    if (ends && link.how === 'removed') return { cause: 'removal', entry, key }
    if (link.relation === 'members') return { cause: 'membership', entry, key }
    return { cause: this.organisation.things.at(link.holder).kind === 'user' ? 'assignment' : 'group_assignment', entry, key }
  }
}

/** A path that held at one of two times alone, and what turned it last. */
interface Turned {
  readonly path: Path
  readonly change: AccessChange['change']
  readonly by: Cause
}
