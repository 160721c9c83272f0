import { exactText } from '@contract/exact-json.ts'
import type { HistoryAnswer, HistoryStep, ListName, Subject, SubjectState } from '@contract/history.ts'
import type { TimeRange } from '@contract/log.ts'
import type { ServiceParams } from '@contract/service.ts'
import type { Coverage } from '@contract/sync.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { BookmarkKeys } from '../query/bookmark-keys.ts'
import { rowOf } from '../query/rows.ts'
import { placeOf } from '../query/selection.ts'
import { claimsOf, type Claim, type Evidence } from './claims.ts'
import { chronicle, isInDoubt, type Chronicle } from './doubts.ts'
import { effectsOf } from './effects.ts'
import { readEntries } from './read-entries.ts'
import { listsOf, stateAt } from './replay.ts'
import { findSubject, type Found } from './subject-index.ts'
import { toldApart } from './told-apart.ts'

export interface SubjectChronicle extends Chronicle {
  readonly found: Found
  /** Several where an entry puts several into a list. */
  readonly claimsByKey: ReadonlyMap<number, readonly Claim[]>
}

/** What the slider can stop at; more than pixels on any screen. */
const mostTimes = 4000
const kept = 4
/** Members that one entry put in or took out, as a step tells them. */
const mostEffects = 100

/** Users, roles, groups, addresses and other resources over time, rebuilt from a tenant's entries. */
export class Subjects {
  private readonly told = new Map<string, { readonly entries: number; readonly when: Promise<SubjectChronicle> }>()

  constructor(
    private readonly store: CacheStore,
    private readonly bookmarkKeys: BookmarkKeys,
    private readonly coverage: () => Coverage,
  ) {}

  async get({ subject, show, offset, limit }: ServiceParams<'history.get'>): Promise<HistoryAnswer> {
    const { claimsByKey, doubts, found, happened, undated } = await this.of(subject)
    const changes = [...new Set([...happened, ...undated].map(({ evidence }) => evidence.key))]
    const listed = show === 'changes' ? changes : found.all
    const dated = new Set(happened.map(({ evidence }) => evidence.key)).size
    const known = show === 'changes' ? dated : knownIn(found.all, this.store.columns.time)
    const rows = Array.from({ length: Math.max(0, Math.min(limit, listed.length - offset)) }, (_, row) => offset + row)
    const newestFirst = rows.map((row) => listed[placeOf(row, 'desc', known)] as number)
    return {
      subject,
      name: this.nameOf(subject, found),
      ids: [...found.ids],
      total: { changes: changes.length, all: found.all.length },
      steps: newestFirst.map((key) => this.step(key, claimsByKey.get(key))),
      changeTimes: spread(happened.map(({ evidence }) => Math.floor(evidence.at))),
      range: this.range(),
      doubts: [...doubts],
      hasState: subject.type !== 'ip',
    }
  }

  async states(subject: Subject, times: readonly number[]): Promise<SubjectState[]> {
    const { doubts, happened } = await this.of(subject)
    return times.map((at) => {
      const known = stateAt(happened, at)
      return {
        exists: happened.length === 0 ? null : known.exists,
        fields: Array.from(known.fields, ([name, value]) => ({ name, json: exactText(value) })),
        lists: listsOf(known, listNames(subject)),
        doubts: doubts.filter((doubt) => isInDoubt(doubt, at)),
        last: known.last,
      }
    })
  }

  private step(key: number, claims: readonly Claim[] = []): HistoryStep {
    const effects = claims.flatMap(effectsOf)
    return { ...rowOf(this.store, key, this.bookmarkKeys), effects: claims.length > 1 ? effects.slice(0, mostEffects) : effects }
  }

  /** Read once for as long as no entries come; a slider asks again and again. */
  of(subject: Subject): Promise<SubjectChronicle> {
    const name = JSON.stringify(subject)
    const entries = this.store.columns.length
    const known = this.told.get(name)
    this.told.delete(name)
    const when = known?.entries === entries ? known.when : this.tell(subject)
    this.told.set(name, { entries, when })
    // What failed is not kept: the next request tries again.
    when.catch(() => this.told.delete(name))
    if (this.told.size > kept) this.told.delete(this.told.keys().next().value as string)
    return when
  }

  private async tell(subject: Subject): Promise<SubjectChronicle> {
    const found = findSubject(this.store, subject)
    const { columns } = this.store
    // Nothing that failed changed anything; what was only done by the subject did not change it.
    const telling = found.all.filter((key) => subject.type !== 'ip' && found.as(key) !== 'other' && columns.statusOf(key) !== 'failed')
    const claimsByKey = new Map<number, Claim[]>()
    await readEntries(this.store, telling.slice().sort(), (key, entry) => {
      const claims = claimsOf(this.evidence(key, entry, found.as(key) === 'resource' ? 'resource' : 'target'))
      if (claims.length > 0) claimsByKey.set(key, claims)
    })
    const claims = toldApart([...telling].flatMap((key) => claimsByKey.get(key) ?? []))
    claimsByKey.clear()
    for (const claim of claims) {
      const known = claimsByKey.get(claim.evidence.key)
      if (known) known.push(claim)
      else claimsByKey.set(claim.evidence.key, [claim])
    }
    return {
      ...chronicle(claims, this.unfetched(), listNames(subject)),
      found,
      claimsByKey,
    }
  }

  evidence(key: number, { action, changes, exactTime, resource, status, target, targets }: MappedEntry, as: Evidence['as']): Evidence {
    const state = this.store.columns.state[key] as number
    return {
      key, at: exactTime, as, action, status, resource,
      ...(target && { target }),
      ...(targets && { targets }),
      ...(changes && { changes }),
      drifted: (state & stateBit.drifted) !== 0,
      vanished: (state & stateBit.vanished) !== 0,
    } // prettier-ignore
  }

  /** What was not fetched; the time before and after all that was is part of it. */
  private unfetched(): TimeRange[] {
    const { gaps, intervals } = this.coverage()
    const first = intervals[0]?.from ?? Infinity
    const last = intervals.at(-1)?.to ?? -Infinity
    const between = gaps.filter(({ from, to }) => from >= first && to <= last).map(({ from, to }) => ({ from, to }))
    return [...(first > 0 ? [{ from: -Infinity, to: first }] : []), ...between, ...(last > first ? [{ from: last, to: Infinity }] : [])]
  }

  private range(): TimeRange | null {
    const { intervals, newest, oldest } = this.coverage()
    if (oldest === null || newest === null) return null
    const from = intervals[0]?.from ?? 0
    return { from: from > 0 ? Math.min(from, oldest) : oldest, to: Math.max(newest, (intervals.at(-1)?.to ?? newest) - 1) }
  }

  private nameOf({ value }: Subject, { all, as }: Found): string {
    const known = knownIn(all, this.store.columns.time)
    for (let i = 0; i < all.length; i++) {
      const key = all[placeOf(i, 'desc', known)] as number
      const where = as(key)
      if (where === 'other') continue
      const row = rowOf(this.store, key, this.bookmarkKeys)
      // Of several targets it is not known here which one it is.
      const name = where === 'resource' ? row.resource.name : row.moreTargets ? undefined : row.target?.name
      if (name !== undefined) return name
    }
    return value
  }
}

function listNames({ type }: Subject): readonly ListName[] {
  if (type === 'role') return ['holders']
  if (type === 'group') return ['members', 'roles']
  return type === 'user' || type === 'service_account' ? ['roles', 'groups'] : []
}

function spread(times: readonly number[]): number[] {
  if (times.length <= mostTimes) return [...times]
  return Array.from({ length: mostTimes }, (_, i) => times[Math.round((i * (times.length - 1)) / (mostTimes - 1))] as number)
}
