import type { ChainLink } from '@contract/access.ts'
import type { ReconcileLine, ReconcileReason } from '@contract/reconcile.ts'
import type { CacheStore } from '../cache/store.ts'
import { actorOf } from '../state/access-lines.ts'
import type { IdOf } from '../state/entry-ids.ts'
import { heldStretches } from '../state/held.ts'
import { doubtsOf, nameAt } from '../state/line-doubts.ts'
import type { Link } from '../state/links.ts'
import { timeAt, type Organisation } from '../state/organisation.ts'
import { pathsEver } from '../state/paths.ts'
import { sentence } from '../state/why.ts'
import type { Found } from './comparison.ts'
import type { Known } from './known.ts'

interface Reasoned {
  readonly reason: ReconcileReason
  readonly says: readonly string[]
  /** Keys of entries with what they say. */
  readonly entries: readonly (readonly [key: number | null, says: string])[]
}

const iso = (ms: number | null): string => (ms === null ? 'an unknown time' : new Date(ms).toISOString())
const nothing: readonly never[] = []

/** Lines of a comparison with what explains them: made when they are read, because there may be a million. */
export class Explained {
  private lastOfRole: Map<number, Link> | null = null

  constructor(
    private readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly known: Known,
    private readonly when: { readonly place: number; readonly at: number },
  ) {}

  lineOf(found: Found, idOf: IdOf): ReconcileLine {
    const { user, role, written, paths } = found
    const { reason, says, entries } = this.reasoned(found, idOf)
    const called = (thing: number | null, text: string): string =>
      thing === null ? text : nameAt(this.organisation, thing, this.when.place)
    const isInLog = found.line === null
    return {
      kind: found.kind,
      reason,
      user: called(user, role !== null && found.kind === 'named-otherwise' ? '' : written.user),
      role: called(role, user !== null && found.kind === 'named-otherwise' ? '' : written.role),
      roleId: role === null ? null : this.organisation.things.at(role).id,
      path: isInLog ? paths.map(({ through }) => this.pathText(through)).join('; ') : written.path,
      line: found.line,
      says: [...says, ...this.leftOpen(found, idOf)],
      entries: this.chain(entries, idOf),
    }
  }

  private reasoned(found: Found, idOf: IdOf): Reasoned {
    if (found.how !== undefined) return this.renamed(found)
    if (found.several) return this.ambiguous(found, found.several)
    if (found.line === null) return this.unsaid(found, idOf)
    const { user, role, written, paths } = found
    if (user === null) {
      if (this.known.isActor(written.user))
        return { reason: 'never-granted', says: ['They act in the log, and no entry here tells what they have.'], entries: nothing }
      return { reason: 'user-unknown', says: ['No entry here names this user.'], entries: nothing }
    }
    if (role === null) return { reason: 'role-unknown', says: ['No entry here names this role.'], entries: this.latestOf(user, null) }
    if (paths.length > 0) {
      const by = paths.map(({ through }) => this.pathText(through)).join('; ')
      return {
        reason: 'other-path',
        says: [`By the log they have the role at that date, by another path: ${by}.`],
        entries: this.granting(found),
      }
    }
    return this.absent(user, role)
  }

  /** A user and a role of the file that the state does not have together. */
  private absent(user: number, role: number): Reasoned {
    const { organisation } = this
    const { place } = this.when
    const [ended] = pathsEver(organisation, user, -2, place)
      .paths.filter((path) => path.role === role)
      .flatMap((path) => heldStretches(organisation, path, null).filter(({ to }) => to <= place))
      .sort((a, b) => b.to - a.to)
    if (ended?.stopped) {
      const { link, key } = ended.stopped
      const says = key === null ? `They had it up to ${iso(timeAt(organisation, ended.to))}.` : null
      const reason = link?.how === 'removed' ? 'removed' : link?.how === 'unlisted' ? 'unlisted' : 'revoked'
      const begun = ended.began.link ? this.given(ended.began.link) : ''
      const entries = [[ended.begun, begun], [key, link ? this.taken(link) : '']] as const // prettier-ignore
      return { reason, says: [...(says === null ? [] : [says]), sentences[reason]], entries }
    }
    const [later] = pathsEver(organisation, user, place, Infinity)
      .paths.filter((path) => path.role === role)
      .flatMap((path) => heldStretches(organisation, path, null).filter(({ from }) => from > place))
      .sort((a, b) => a.from - b.from)
    if (later) {
      const entries = [[later.begun, later.began.link ? this.given(later.began.link) : '']] as const
      return { reason: 'later', says: ['By the log they have it only after that date.'], entries }
    }
    const isBorn = [user, role].some((thing) => organisation.replay.created.get(thing)?.some((each) => each.place <= place))
    const entries = this.latestOf(user, role)
    if (isBorn) return { reason: 'never-granted', says: ['No entry here gave it to them, nor to a group that they were in.'], entries }
    const begins = iso(timeAt(organisation, 0))
    return {
      reason: 'before-log',
      says: [`No entry here gave it to them. The log here begins at ${begins}, and tells neither when this user nor when this role came to be: it may have been given before.`],
      entries,
    } // prettier-ignore
  }

  private unsaid(found: Found, idOf: IdOf): Reasoned {
    const says = found.isUserMissing ? ['The file does not name this user.'] : []
    const doubts =
      found.kind !== 'undetermined'
        ? []
        : found.paths.flatMap((path) => doubtsOf(this.organisation, this.store, path, { ...this.when, idOf }))
    return { reason: found.isUserMissing ? 'user-not-in-file' : 'not-in-file', says: [...says, ...new Set(doubts)], entries: this.granting(found) } // prettier-ignore
  }

  private renamed({ how = 'same', user, role, written }: Found): Reasoned {
    const thing = user ?? role ?? 0
    const text = user === null ? written.role : written.user
    const now = nameAt(this.organisation, thing, this.when.place)
    const what = user === null ? 'role' : 'user'
    const says = {
      same: '',
      'letter-case': `The file writes the ${what} “${text}”, the log “${now}”: only letter case differs.`,
      'other-name': `The file writes the ${what} “${text}”: entries name them so beside “${now}”.`,
      'earlier-name': `The file writes “${text}”: the ${what} was called so before it was “${now}”.`,
      'later-name': `The file writes “${text}”: the ${what} was called “${now}” at that date, and so later.`,
    }[how]
    return { reason: how === 'same' ? 'letter-case' : how, says: [says], entries: nothing }
  }

  private ambiguous({ user, written }: Found, several: readonly number[]): Reasoned {
    const what = user === null ? 'user' : 'role'
    const ids = several
      .slice(0, 10)
      .map((thing) => this.organisation.things.at(thing).id ?? nameAt(this.organisation, thing, this.when.place))
    const says = `“${what === 'user' ? written.user : written.role}” means ${several.length} ${what}s here: ${ids.join(', ')}${several.length > 10 ? ' …' : ''}. An id in the file would tell which.`
    return { reason: what === 'user' ? 'ambiguous-user' : 'ambiguous-role', says: [says], entries: nothing }
  }

  private leftOpen({ kind, open }: Found, idOf: IdOf): string[] {
    if (kind !== 'undetermined' || !open) return []
    const gaps = open.gaps.map(({ from, to }) => `Nothing was fetched from ${iso(from)} to ${iso(to)}: it may have been given then.`)
    const unclear = open.unclear.map(({ key }) => `Entry ${idOf(key)} may have given it: it does not say whether it succeeded, or when.`)
    return [...gaps, ...unclear]
  }

  private granting({ paths }: Found): Reasoned['entries'] {
    const seen = new Set<number>()
    return paths
      .slice(0, 20)
      .flatMap(({ links }) => links)
      .flatMap((link) => {
        if (link.grant === null || seen.has(link.grant)) return []
        seen.add(link.grant)
        return [[link.grant, this.given(link)] as const]
      })
  }

  /** The latest entries about what a user has, and about who has a role. */
  private latestOf(user: number, role: number | null): Reasoned['entries'] {
    const own = this.organisation.linksOf(user).filter(({ from }) => from <= this.when.place)
    const lastOfUser = own.reduce<Link | null>(
      (last, link) => (!last || turnOf(link, this.when.place) > turnOf(last, this.when.place) ? link : last),
      null,
    )
    const others = role === null ? null : this.lastLinks().get(role)
    return [lastOfUser, others ?? null].flatMap((link) => (link ? [this.lastTurn(link)] : [])) // prettier-ignore
  }

  private lastTurn(link: Link): readonly [number | null, string] {
    return link.to <= this.when.place ? [link.end, this.taken(link)] : [link.grant, this.given(link)]
  }

  /** By role, the link that was begun or ended last. */
  private lastLinks(): Map<number, Link> {
    if (this.lastOfRole) return this.lastOfRole
    const { place } = this.when
    const { links } = this.organisation.replay
    const { from, to, holder, object } = links.rows
    const turned = (row: number): number => (to.get(row) <= place ? to.get(row) : from.get(row))
    const last = new Map<number, number>()
    for (let row = 0; row < links.count; row++) {
      if (links.isMember(row) || from.get(row) > place) continue
      const known = last.get(object.get(row))
      if (known === undefined || turned(row) > turned(known)) last.set(object.get(row), row)
    }
    const found = new Map<number, Link>()
    for (const [role, row] of last) {
      const link = this.organisation.linksOf(holder.get(row)).find((each) => each.object === role && each.from === from.get(row))
      if (link) found.set(role, link)
    }
    return (this.lastOfRole = found)
  }

  private given(link: Link): string {
    return sentence(this.organisation, this.store, link, this.when.place)
  }

  private taken(link: Link): string {
    const [holder, object] = [link.holder, link.object].map((thing) => nameAt(this.organisation, thing, this.when.place)) as [
      string,
      string,
    ]
    const by = (link.end === null ? null : actorOf(this.store, link.end)) ?? 'somebody'
    if (link.how === 'removed') return `${by} removed ${holder} or ${object}.`
    if (link.how === 'unlisted') return `Its list is without ${link.relation === 'roles' ? object : holder}.`
    return link.relation === 'roles' ? `${by} took the role ${object} from ${holder}.` : `${by} took ${holder} out of the group ${object}.`
  }

  private pathText(through: readonly number[]): string {
    return through.length === 0
      ? 'direct'
      : `through ${through.map((each) => nameAt(this.organisation, each, this.when.place)).join(' in ')}`
  }

  private chain(entries: Reasoned['entries'], idOf: IdOf): ChainLink[] {
    const { columns } = this.store
    return entries
      .flatMap(([key, says]) => (key === null ? [] : [{ entry: idOf(key), key, at: knownTime(columns.time[key]), says }]))
      .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  }
}

const sentences = {
  revoked: 'By the log it was taken away before that date.',
  removed: 'By the log it ended before that date, with an account, role or group that was removed.',
  unlisted: 'By the log it was gone before that date: a later list is without it, and no entry here took it away.',
} as const

const turnOf = ({ from, to }: Link, place: number): number => (to <= place ? to : from)
const knownTime = (ms: number | undefined): number | null =>
  ms === undefined || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15 ? null : Math.floor(ms)
