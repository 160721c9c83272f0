import { exactText } from '@contract/exact-json.ts'
import type { HistoryAnswer, HistoryStep, ListName, Subject, SubjectState } from '@contract/history.ts'
import { caseless } from '@language/pattern.ts'
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
import { readEntries } from '../read-entries.ts'
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
/** A person may have several names, each of which is one. */
const kept = 8
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
    const own = await this.of(subject)
    const names = this.namesOf(subject)
    const all = names.length > 1 ? await this.together(subject, own, names) : listedIn(own)
    const { time } = this.store.columns
    const listed = show === 'changes' ? all.changes : all.entries
    const known = knownIn(listed, time)
    const rows = Array.from({ length: Math.max(0, Math.min(limit, listed.length - offset)) }, (_, row) => offset + row)
    const newestFirst = rows.map((row) => listed[placeOf(row, 'desc', known)] as number)
    return {
      subject,
      name: this.nameOf(subject, own.found),
      ...(names.length > 1 && { names: [...names] }),
      ids: [...own.found.ids],
      total: { changes: all.changes.length, all: all.entries.length },
      steps: newestFirst.map((key) => {
        const under = all.under.get(key)
        return { ...this.step(key, all.claimsOf(key)), ...(under !== undefined && { under }) }
      }),
      changeTimes: spread(own.happened.map(({ evidence }) => Math.floor(evidence.at))),
      range: this.range(),
      doubts: [...own.doubts],
      hasState: subject.type !== 'ip',
    }
  }

  /** All names of a person, this one first; the one where nobody said that there are others. */
  private namesOf({ type, value }: Subject): readonly string[] {
    const names = type === 'user' ? (this.bookmarkKeys.people.namesOf([value]) ?? []) : []
    return [value, ...names.filter((name) => caseless(name) !== caseless(value))]
  }

  /** The entries under all names of one person. */
  private async together(subject: Subject, own: SubjectChronicle, names: readonly string[]): Promise<Listed> {
    const under = new Map<number, string>()
    const [entries, changes] = [new Set(own.found.all), new Set(listedIn(own).changes)]
    const claims = new Map(own.claimsByKey)
    for (const value of names.slice(1)) {
      const other = await this.of({ ...subject, value })
      for (const key of other.found.all) if (!entries.has(key)) under.set(key, value)
      for (const key of other.found.all) entries.add(key)
      for (const key of listedIn(other).changes) changes.add(key)
      for (const [key, of] of other.claimsByKey) if (!claims.has(key)) claims.set(key, of)
    }
    const { keys } = this.store.order
    const [inOrder, changed] = [keys.filter((key) => entries.has(key)), keys.filter((key) => changes.has(key))]
    return { entries: inOrder, changes: changed, claimsOf: (key) => claims.get(key), under }
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

/** What a history lists, oldest first, those without a time last. */
interface Listed {
  readonly entries: Uint32Array
  readonly changes: Uint32Array
  readonly claimsOf: (key: number) => readonly Claim[] | undefined
  /** By key, the other name under which it is here. */
  readonly under: ReadonlyMap<number, string>
}

function listedIn({ claimsByKey, found, happened, undated }: SubjectChronicle): Listed {
  const changes = new Set([...happened, ...undated].map(({ evidence }) => evidence.key))
  return { entries: found.all, changes: Uint32Array.from(changes), claimsOf: (key) => claimsByKey.get(key), under: new Map() }
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
