import type { TimeRange } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import type { StoryAnswer, StoryQuestion, StoryRow, StorySubject } from '@contract/story.ts'
import { wholeMs } from '../../connector/times.ts'
import { inTurns } from '../in-turns.ts'
import { rowOf } from '../query/rows.ts'
import { nameAt } from '../state/line-doubts.ts'
import type { Organisation } from '../state/organisation.ts'
import type { PlayedOrganisation } from '../state/played.ts'
import { bandsOver } from './bands.ts'
import { ActionCounts } from './counts.ts'
import { denialsIn } from './denials.ts'
import { entriesOf, isInAccess, partAt, type Asked, type StoryEntries } from './entries.ts'
import { habitsOf } from './habits.ts'
import { timeLineOf, type TimeLine } from './time-line.ts'

/** What is asked here of a tenant that is open. */
export interface StoryTenant extends Asked {
  readonly organisation: Pick<PlayedOrganisation, 'ask'>
  readonly times: { coverage(): Coverage }
}

/** What is the same whatever is shown of it. Nothing of the played log is kept: it goes on. */
interface Gathered extends Pick<StoryAnswer, 'name' | 'access' | 'denials'> {
  readonly entries: StoryEntries
  /** Names of the things through which entries belong here. */
  readonly things: ReadonlyMap<number, string>
}
interface Told {
  readonly answer: StoryAnswer
  readonly line: TimeLine
  readonly gathered: Gathered
}

/** Stories that are kept: the window shows one, and its answers are read page by page. */
const kept = 4
const mostActions = 200
const mostBookmarks = 200
const mostUnfetched = 200
const piece = 4096

/** Everything that somebody or something did and had done to it, gathered once for as long as no entries come and no bookmark changes. */
export class Stories {
  private readonly gathering = new Map<string, Promise<Gathered>>()
  private readonly telling = new Map<string, Promise<Told>>()
  private tellings = 0

  constructor(private readonly tenant: StoryTenant) {}

  async get(question: StoryQuestion): Promise<StoryAnswer> {
    return (await this.told(question)).answer
  }

  async rows(question: StoryQuestion, offset: number, limit: number): Promise<{ told: number; rows: StoryRow[] }> {
    const { answer, line, gathered } = await this.told(question)
    const { store, bookmarkKeys } = this.tenant
    const { entries, things } = gathered
    const rows = [...line.places.subarray(offset, offset + limit)].map((place): StoryRow => {
      const key = entries.keys[place] as number
      const through = entries.through.get(key)?.map((thing) => things.get(thing) ?? '')
      return { ...rowOf(store, key, bookmarkKeys), part: partAt(entries.parts[place] as number), ...(through && { through }) }
    })
    return { told: answer.told, rows }
  }

  private async told(question: StoryQuestion): Promise<Told> {
    const gathered = await this.gathered(question.of)
    const name = JSON.stringify([this.version(), question])
    return await keep(this.telling, name, () => this.tell(question, gathered))
  }

  private gathered(of: StorySubject): Promise<Gathered> {
    return keep(this.gathering, JSON.stringify([this.version(), of]), () => this.gather(of))
  }

  /** Entries that came, or that were fetched to be there; who is one person; what is bookmarked. */
  private version(): string {
    const { intervals, gaps, drifted } = this.tenant.times.coverage()
    const { bookmarkKeys, store } = this.tenant
    const noted = numberOf(bookmarkKeys.bookmarked) + numberOf(bookmarkKeys.notes) + numberOf(bookmarkKeys.people)
    return JSON.stringify([store.columns.length, drifted, intervals, gaps, noted])
  }

  private gather(of: StorySubject): Promise<Gathered> {
    return this.tenant.organisation.ask(async (played) => {
      // It is not cancelled with who asks first: another question may want the same.
      const entries = await entriesOf(this.tenant, of, isInAccess(of) ? played : null, new AbortController().signal)
      const { numbers, holdings } = entries
      const isHolder = numbers.some((number) => played.things.at(number).kind !== 'other')
      return {
        entries,
        name: this.nameOf(of, entries, played),
        access: isHolder ? await inTurns(bandsOver(played, numbers, holdings)) : null,
        denials: await inTurns(denialsIn(this.tenant.store, entries, played)),
        things: new Map([...new Set([...entries.through.values()].flat())].map((thing) => [thing, nameAt(played, thing, Infinity)])),
      }
    })
  }

  private async tell(question: StoryQuestion, gathered: Gathered): Promise<Told> {
    const { store, bookmarkKeys, times } = this.tenant
    const { access, denials, entries, name } = gathered
    const line = await inTurns(timeLineOf(store, entries, question))
    const coverage = times.coverage()
    const unfetched = unfetchedIn(coverage)
    const { bookmarked, ...counted } = await inTurns(this.counted(entries))
    const own = ownSpan(store.columns.time, entries)
    const answer: StoryAnswer = {
      name,
      ...(entries.names && { names: [...entries.names] }),
      ids: [...entries.ids],
      ...counted,
      ...own,
      range: rangeIn(coverage),
      unfetched: unfetched.slice(0, mostUnfetched),
      moreUnfetched: Math.max(0, unfetched.length - mostUnfetched),
      habits: await inTurns(habitsOf(store, entries, question.zone)),
      access,
      denials,
      bookmarks: {
        total: bookmarked.length,
        rows: bookmarked.slice(-mostBookmarks).map((key) => rowOf(store, key, bookmarkKeys)),
      },
      line: line.answer,
      told: ++this.tellings,
    }
    return { answer, line, gathered }
  }

  private *counted({
    keys,
    parts,
    dated,
  }: StoryEntries): Generator<void, Pick<StoryAnswer, 'total' | 'actions'> & { readonly bookmarked: readonly number[] }> {
    const { bookmarked } = this.tenant.bookmarkKeys
    const own: number[] = []
    const { columns, dictionaries } = this.tenant.store
    const total = { all: keys.length, did: 0, done: 0, through: 0, undated: keys.length - dated, unknownStatus: 0 }
    const actions = new ActionCounts()
    for (let index = 0; index < keys.length; index++) {
      if (index % piece === piece - 1) yield
      const key = keys[index] as number
      const status = columns.statusOf(key)
      total[partAt(parts[index] as number)]++
      if (status === 'unknown') total.unknownStatus++
      if (bookmarked.has(key)) own.push(key)
      actions.note(columns.ids.action[key] as number, status, columns.time[key] as number)
    }
    return { total, actions: actions.listed(mostActions, (action) => dictionaries.action.firstPart(action) ?? ''), bookmarked: own }
  }

  private nameOf(of: StorySubject, entries: StoryEntries, played: Organisation): string {
    if (of.kind !== 'thing' || of.type === 'ip' || of.type === 'user') return of.value
    const [number] = entries.numbers
    const name = number === undefined ? '' : nameAt(played, number, Infinity)
    if (name !== '' && name !== of.value) return name
    const { columns, dictionaries } = this.tenant.store
    const last = entries.keys.findLast((_, index) => partAt(entries.parts[index] as number) === 'done')
    const [, id, called] = last === undefined ? [] : dictionaries.resource.at(columns.ids.resource[last] as number)
    return called !== undefined && (id === of.value || called === of.value) ? called : of.value
  }
}

async function keep<T>(into: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const known = into.get(name) ?? make()
  into.delete(name)
  into.set(name, known)
  // What failed is not kept: the next request tries again.
  known.catch(() => into.delete(name))
  if (into.size > kept) into.delete(into.keys().next().value as string)
  return await known
}

/** A number for something that is never changed, only replaced. */
function numberOf(each: object): string {
  const known = numbers.get(each) ?? ++last
  numbers.set(each, known)
  return `${known} `
}
const numbers = new WeakMap<object, number>()
let last = 0

/** First and last time of what it did and had done to it. */
function ownSpan(time: Float64Array, { keys, parts, dated }: StoryEntries): Pick<StoryAnswer, 'first' | 'last'> {
  const isOwn = (index: number): boolean => partAt(parts[index] as number) !== 'through'
  let [first, end] = [0, dated - 1]
  while (first < dated && !isOwn(first)) first++
  while (end >= 0 && !isOwn(end)) end--
  const at = (index: number): number | null => (index >= 0 && index < dated ? wholeMs(time[keys[index] as number] as number) : null)
  return { first: at(first), last: at(end) }
}

/** Between what was fetched. */
function unfetchedIn({ gaps, intervals }: Coverage): TimeRange[] {
  const [from, to] = [intervals[0]?.from ?? Infinity, intervals.at(-1)?.to ?? -Infinity]
  return gaps.filter((gap) => gap.from >= from && gap.to <= to).map((gap) => ({ from: gap.from, to: gap.to }))
}

function rangeIn({ intervals, newest, oldest }: Coverage): TimeRange | null {
  if (oldest === null || newest === null) return null
  const from = intervals[0]?.from ?? 0
  return { from: from > 0 ? Math.min(from, oldest) : oldest, to: Math.max(newest, (intervals.at(-1)?.to ?? newest) - 1) }
}
