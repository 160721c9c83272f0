import type { Answer } from '@contract/api.ts'
import type { ChosenEntries } from '@contract/casework.ts'
import type { AuditEntry, EntryDetail } from '@contract/entry.ts'
import { fail } from '@contract/errors.ts'
import { mostCopied, type QueryRequest } from '@contract/log.ts'
import { sequenceMarks } from '@contract/marks.ts'
import type { ServiceParams } from '@contract/service.ts'
import { recordIn } from '../bytes/record-text.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import { benefitOf } from '../history/actor-benefit.ts'
import type { Subjects } from '../history/subjects.ts'
import type { IdleWork } from '../idle-work.ts'
import { inTurns } from '../in-turns.ts'
import { sequenceFacts } from '../marks/sequence-facts.ts'
import { around } from '../query/around.ts'
import { chosenKeys } from '../query/chosen-keys.ts'
import type { QueryEngine } from '../query/engine.ts'
import type { BookmarkKeys } from '../query/bookmark-keys.ts'
import { reading } from '../query/read-columns.ts'
import { flagsOf } from '../query/rows.ts'
import { shownEntry, wholeEntries } from '../whole-entries.ts'
import { siblingsOf } from './record-siblings.ts'

/** What is asked here of a tenant that is open. */
interface LoggingTenant {
  readonly store: CacheStore
  readonly engine: QueryEngine
  readonly bookmarkKeys: BookmarkKeys
  readonly subjects: Subjects
  readonly idle: Pick<IdleWork, 'asked'>
  /** A window begins with this question. */
  beginsWith(request: QueryRequest): void
}

type Name =
  | 'log.begin'
  | 'log.query'
  | 'log.rows'
  | 'log.entry'
  | 'log.texts'
  | 'log.position'
  | 'log.arrivals'
  | 'log.values'
  | 'log.facet'
  | 'log.around'
  | 'log.entries'
  | 'log.groups'

/** Questions about entries. `open` fails with `not-found` for a tenant that is not open. */
export function logHandlers(open: (tenant: string) => LoggingTenant, now: () => number): HandlersOf<Name> {
  /** For who looks at its rows: what can wait does. */
  const engineAtWork = (tenant: string): QueryEngine => {
    const { idle, engine } = open(tenant)
    idle.asked()
    return engine
  }
  return {
    'log.begin': (request) => {
      open(request.tenant).beginsWith(request)
      return undefined
    },
    'log.query': async (request, signal) => {
      const answer = await engineAtWork(request.tenant).query(request, now(), signal)
      return { ...answer, rows: await inTurns(reading(open(request.tenant).store, answer.rows, request.reading, signal)) }
    },
    'log.rows': async ({ tenant, result, offset, limit, reading: wanted, ...order }, signal) => {
      const rows = await engineAtWork(tenant).rows(result, order, offset, limit, signal)
      return { offset, rows: await inTurns(reading(open(tenant).store, rows, wanted, signal)) }
    },
    'log.texts': ({ tenant, entries }, signal) => textsOf(open(tenant), entries, signal),
    'log.entry': ({ tenant, key }) => detailOf(open(tenant), key),
    'log.position': async ({ tenant, result, at, ...order }, signal) => {
      const { engine } = open(tenant)
      return { index: await engine.orders.position(engine.selection(result).selected, order, at, signal) }
    },
    'log.arrivals': ({ tenant, result }) => ({ count: open(tenant).engine.arrivals(result) }),
    'log.values': ({ tenant, field, part, limit }) => open(tenant).engine.values(field, part, limit),
    'log.facet': ({ tenant, ...asked }, signal) => open(tenant).engine.facet(asked, now(), signal),
    'log.around': async ({ tenant, key }) => {
      const { store, engine, subjects } = open(tenant)
      refuseUnknown(store, key)
      return { ...around(store, engine, key), stake: await benefitOf(store.entry(key), subjects) }
    },
    'log.groups': (request, signal) => open(request.tenant).engine.groupsIn(request, signal),
    'log.entries': (request, signal) => entriesOf(open(request.tenant), request, signal),
  }
}

function detailOf({ store, engine, bookmarkKeys }: LoggingTenant, key: number): EntryDetail {
  refuseUnknown(store, key)
  return {
    key,
    ...shownEntry(store, key),
    ...siblingsOf(store, key),
    sourceTitle: store.reread.connectorOf(key).definition.title,
    flags: flagsOf(store.columns.state[key] as number, key, bookmarkKeys),
    sequence: sequenceFacts(store, engine.marking, engine.sameGroup('actor', store.columns.ids.actor[key] as number), key),
    sequencePending: engine.marking.unknown(sequenceMarks) > 0,
  }
}

/** Whole entries of a result, by row; fewer than `limit` where they are long. */
async function entriesOf(
  { store, engine }: LoggingTenant,
  { result, offset, limit, ...order }: ServiceParams<'log.entries'>,
  signal: AbortSignal,
): Promise<AuditEntry[]> {
  return wholeEntries(store, await engine.orders.rows(engine.selection(result).selected, order, offset, limit, signal))
}

const copying = { done: 'copied', instead: 'Export them instead.' }

/** Byte for byte as sent; null in the place of a text that no clipboard should take. */
async function textsOf({ store, engine }: LoggingTenant, entries: ChosenEntries, signal: AbortSignal): Promise<Answer<'log.texts'>> {
  const keys = await chosenKeys({ engine, store }, entries, copying, signal)
  const texts: string[] = []
  let length = 0
  for (const key of keys) {
    const text = recordIn(store.rawEntry(key).raw).toString('utf8')
    length += text.length
    if (length > mostCopied) return { entries: keys.length, text: null }
    texts.push(text)
  }
  return { entries: keys.length, text: texts.length === 1 ? (texts[0] ?? '') : `[\n${texts.join(',\n')}\n]` }
}

function refuseUnknown({ columns }: CacheStore, key: number): void {
  if (key >= columns.length) throw fail('not-found', 'This entry is not in the cache.')
}
