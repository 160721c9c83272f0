import type { ContinuityFinding } from '@contract/access.ts'
import { sameJson } from '@contract/exact-json.ts'
import type { ReadChanges } from '../connector/connector.ts'
import type { CacheStore } from '../cache/store.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import type { Told } from './findings.ts'
import { nameAt } from './line-doubts.ts'
import { timeAt, type Organisation } from './organisation.ts'

/** An entry may be later than it was fetched by so much: two clocks differ, ms. */
const clockMs = 120_000

export interface Continuity extends Listed<ContinuityFinding> {
  /** Contradictions between whose entries not all was fetched: what is missing may be there. */
  readonly explained: number
}

/** Where the log does not fit itself, oldest first. */
export function continuityOf(organisation: Organisation, store: CacheStore): Continuity {
  const { replay, things, unfetched } = organisation
  const timeOf = ({ place }: Told): number | null => timeAt(organisation, place)
  let explained = 0
  const findings: Placed[] = []
  for (const { test, thing, aspect, earlier, later } of replay.findings) {
    const [from, to] = [timeOf(earlier), timeOf(later)]
    if (from !== null && to !== null && unfetched.some((gap) => gap.from < to && gap.to > from)) {
      explained++
      continue
    }
    const { id, kind, type } = things.at(thing)
    const subject = { type: kind === 'other' ? type : kind, id, name: nameAt(organisation, thing, later.place) || null }
    findings.push({
      test,
      subject,
      aspect,
      from,
      to,
      keys: [earlier.key, later.key],
      place: later.place,
    })
  }
  findings.push(...otherVersions(organisation, store), ...doubled(organisation, store), ...wrongClocks(organisation, store))
  findings.sort((a, b) => a.place - b.place)
  const line = ({ place: _, keys, ...finding }: Placed, idOf: IdOf): ContinuityFinding => ({ ...finding, entries: keys.map(idOf) })
  return { total: findings.length, explained, lines: (from, to, idOf) => findings.slice(from, to).map((each) => line(each, idOf)) }
}

type Placed = Omit<ContinuityFinding, 'entries'> & { readonly place: number; readonly keys: readonly number[] }

/** C6: the same id came again with another text. */
function otherVersions({ order, time }: Organisation, store: CacheStore): Placed[] {
  const found: Placed[] = []
  for (let place = 0; place < order.length; place++) {
    const key = order[place] as number
    if (!((store.columns.state[key] as number) & stateBit.drifted)) continue
    const at = Math.floor(time[key] as number)
    found.push({
      test: 'C6',
      subject: subjectOf(store, key),
      aspect: 'text',
      from: at,
      to: at,
      keys: [key, key],
      place,
    })
  }
  return found
}

/** C6: other ids, and the same moment, actor, action, resource, target and changes. */
function doubled({ order, time }: Organisation, store: CacheStore): Placed[] {
  const { ids } = store.columns
  const alike = (key: number): string =>
    [ids.actor, ids.action, ids.resource, ids.target, ids.targets].map((column) => column[key]).join(' ')
  const found: Placed[] = []
  for (let from = 0; from < order.length;) {
    const at = time[order[from] as number] as number
    let to = from + 1
    while (to < order.length && time[order[to] as number] === at) to++
    const seen = new Map<string, number[]>()
    for (let place = from; to - from > 1 && place < to; place++) {
      const key = order[place] as number
      const known = seen.get(alike(key))
      if (!known) seen.set(alike(key), [key])
      else {
        const { changes } = store.entry(key)
        const other = known.find((each) => sameChanges(store.entry(each).changes, changes))
        known.push(key)
        if (other === undefined) continue
        const moment = Math.floor(at)
        found.push({
          test: 'C6',
          subject: subjectOf(store, key),
          aspect: 'entry',
          from: moment,
          to: moment,
          keys: [other, key],
          place,
        })
      }
    }
    from = to
  }
  return found
}

const sameChanges = (a: ReadChanges | undefined, b: ReadChanges | undefined): boolean =>
  sameJson(a?.before, b?.before) && sameJson(a?.after, b?.after)

/** C7: an entry from after it was received. Its subject's other side is the moment at which it was received. */
function wrongClocks({ order, time }: Organisation, store: CacheStore): Placed[] {
  const found: Placed[] = []
  for (let place = 0; place < order.length; place++) {
    const key = order[place] as number
    const at = Math.floor(time[key] as number)
    const received = Math.floor(store.blocks.receivedAt(key))
    if (at > received + clockMs)
      found.push({
        test: 'C7',
        subject: subjectOf(store, key),
        aspect: 'time',
        from: received,
        to: at,
        keys: [key],
        place,
      })
  }
  return found
}

function subjectOf({ columns, dictionaries }: CacheStore, key: number): ContinuityFinding['subject'] {
  const [type = '', id, name] = dictionaries.resource.at(columns.ids.resource[key] as number)
  return { type, id: id ?? null, name: name ?? null }
}
