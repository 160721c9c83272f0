import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure, fail } from '@contract/errors.ts'
import type { Emit, ServiceEvent } from '@contract/events.ts'
import type { ExportRecord, ExportRun } from '@contract/export.ts'
import { serviceApi, type ServiceAnswer, type ServiceName } from '@contract/service.ts'
import type { TenantId } from '@contract/tenant.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { asFileFailure } from '../settings/obstacle.ts'
import { defaultConnector } from '../connector/built-in.ts'
import { allOf } from './all-of.ts'
import { cacheDatabase } from './cache/schema.ts'
import { caseworkHandlers } from './casework/handlers.ts'
import { inspect, tryOut } from './connector/dry-run.ts'
import { connectorOf } from './connector/registry.ts'
import { Printing, type PrintJob } from './export/printing.ts'
import { runExport } from './export/run.ts'
import type { ServiceHandlers } from './handlers.ts'
import { stakeOf } from './history/stake.ts'
import { Intake } from './ingest/intake.ts'
import { around } from './query/around.ts'
import type { QueryEngine } from './query/engine.ts'
import { tenantOf } from './request-tenant.ts'
import { lockFolder, type FolderLock } from './sqlite/folder-lock.ts'
import { asStorageFailure } from './sqlite/open.ts'
import { TenantSession } from './tenant-session.ts'

export interface DataServiceOptions {
  /** The application's data folder; tenants live in `tenants/<id>/` under it. */
  readonly dataFolder: string
  /** The folder's lock, where it was taken before. */
  readonly lock?: FolderLock
  /** The tenant of which the kept answer was given out before. */
  readonly given?: string | null
  readonly emit: Emit<ServiceEvent>
  /** Prints a page and hands it back by `export.printed`; without it there is no PDF. */
  readonly print?: (job: PrintJob) => void
  /** This machine's clock, ms. */
  readonly now?: () => number
  /** Whom casework is attributed to. */
  readonly author?: string
  /** Told of what failed and stopped nothing; by default the process's standard error, which main keeps in its log. */
  readonly warn?: (message: string) => void
}

export interface DataService {
  /** Parses the parameters, answers, and rejects with an `AppFailure` (or whatever nobody foresaw). */
  readonly handle: <N extends ServiceName>(name: N, params: unknown, signal?: AbortSignal) => Promise<ServiceAnswer<N>>
  readonly close: () => void
}

/** The operating system's name of who is at the machine; some accounts have none. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

const toStandardError = (message: string): void => void process.stderr.write(`${message}\n`)

const never = new AbortController().signal

/**
 * Everything that touches the databases, free of Electron (docs/decisions/structure.md, 2): the window, the command line and the tests use the same.
 * Fails with `folder-locked` while another process has the data folder.
 */
export function createDataService(options: DataServiceOptions): DataService {
  const { dataFolder, emit, print, now = Date.now, author = userName(), warn = toStandardError } = options
  const lock = options.lock ?? lockFolder(dataFolder)
  let given = options.given ?? null
  // The first use of a zone loads its rules; better now than under the first query.
  offsetAt(now(), Intl.DateTimeFormat().resolvedOptions().timeZone)
  const sessions = new Map<string, TenantSession>()
  const printing = print ? new Printing(print) : null
  const folderOf = (tenant: string): string => join(dataFolder, 'tenants', tenant)

  const open = (tenant: string, connector: ConnectorRef): TenantSession => {
    const known = sessions.get(tenant)
    if (known && connectorOf(known.connector) === connectorOf(connector)) return known
    known?.close()
    const session = new TenantSession(folderOf(tenant), connector, now, author, warn)
    sessions.set(tenant, session)
    // Whoever asks next is told what stops it.
    session.warmUp(tenant === given).catch(() => undefined)
    given = null
    // What stops it (a full disk) stops nothing else; it is begun again with the next opening.
    session.rederive(() => reopen(tenant, session)).catch(() => undefined)
    return session
  }
  /** A cache that was derived anew is shown from now on. */
  const reopen = (tenant: string, derived: TenantSession): void => {
    derived.close()
    const session = new TenantSession(folderOf(tenant), derived.connector, now, author, warn)
    sessions.set(tenant, session)
    emit('cache.changed', { tenant, entries: session.store.entries, inserted: 0 })
  }
  const session = (tenant: string): TenantSession => {
    const known = sessions.get(tenant)
    if (!known) throw fail('not-found', 'This tenant is not open.', 'Choose it again in the tenant switcher.')
    return known
  }

  /** Where an answer met with damage, the tenant is opened anew: what is whole is taken over, and answers the next question. */
  const noticed = (thrown: unknown, about: TenantId | null): unknown => {
    const isOfSqlite = String((thrown as { code?: unknown } | null)?.code).startsWith('SQLITE_')
    const error = isOfSqlite ? asStorageFailure(thrown, cacheDatabase) : asFileFailure(thrown)
    const id = error instanceof AppFailure && error.error.code === 'cache-corrupt' ? about : null
    const known = id === null ? undefined : sessions.get(id)
    if (id === null || !known) return error
    known.suspect()
    sessions.delete(id)
    try {
      reopen(id, known)
    } catch {
      // A full disk: it is tried again with the next opening.
    }
    return error
  }

  /** The session once its ids are those that the connector reads. */
  const settled = async (tenant: string): Promise<TenantSession> => {
    const now = session(tenant)
    await now.idsSettled
    return session(tenant) === now ? now : settled(tenant)
  }

  /** For who looks at its rows: what can wait does. */
  const engineAtWork = (tenant: string): QueryEngine => {
    const { idle, engine } = session(tenant)
    idle.asked()
    return engine
  }

  const intake = new Intake(session, settled)

  const exportFrom = (from: TenantSession, run: ExportRun, asked: AbortSignal): Promise<ExportRecord> => {
    const either = new AbortController()
    const abort = (): void => either.abort()
    for (const signal of [asked, from.closing.signal]) signal.addEventListener('abort', abort, { once: true })
    from.exporting++
    return runExport(run, {
      session: from,
      now,
      signal: either.signal,
      progress: (told) => emit('export.progress', told),
      print: printing?.print ?? null,
    }).finally(() => {
      from.exporting--
      for (const signal of [asked, from.closing.signal]) signal.removeEventListener('abort', abort)
    })
  }

  const handlers: ServiceHandlers = {
    'service.ping': () => ({ rssBytes: process.memoryUsage().rss, pid: process.pid }),
    'tenant.open': ({ tenant, connector }) => {
      const opened = open(tenant, connector)
      return { entries: opened.store.entries, recovered: opened.recovered }
    },
    'tenant.close': ({ tenant }) => {
      intake.forget(tenant)
      sessions.get(tenant)?.close()
      sessions.delete(tenant)
    },
    'tenant.erase': ({ tenant }) => {
      intake.forget(tenant)
      if (!sessions.has(tenant) && existsSync(folderOf(tenant))) open(tenant, defaultConnector)
      sessions.get(tenant)?.erase()
      sessions.delete(tenant)
    },
    'sync.state': ({ tenant }) => session(tenant).syncState(),
    'sync.page': async (request) => {
      const answer = await intake.commit(request)
      if (answer.inserted > 0) emit('cache.changed', { tenant: request.tenant, entries: answer.entries, inserted: answer.inserted })
      return answer
    },
    'sync.ahead': (page) => {
      intake.handOver(page)
      return undefined
    },
    'sync.completed': ({ tenant, at }) => {
      intake.forget(tenant)
      session(tenant).completed(at)
      return undefined
    },
    'sync.failed': ({ tenant }) => {
      session(tenant).failed()
      return undefined
    },
    'sync.skip': ({ tenant, range, skip, at }) => {
      session(tenant).store.history.skip(range, skip, at)
      return undefined
    },
    'recheck.begin': ({ tenant, range }) => {
      session(tenant).beginRecheck(range)
      return undefined
    },
    'recheck.end': ({ tenant, at }) => session(tenant).endRecheck(at),
    'connector.try': ({ connector, body, asked }) => tryOut(connectorOf(connector), body, asked),
    'sync.inspect': ({ connector, body, asked }) => inspect(connectorOf(connector), body, asked),
    'log.begin': (request) => {
      session(request.tenant).beginsWith(request)
      return undefined
    },
    'log.query': (request, signal) => engineAtWork(request.tenant).query(request, now(), signal),
    'log.rows': ({ tenant, result, order, offset, limit }) => ({ offset, rows: engineAtWork(tenant).rows(result, order, offset, limit) }),
    'log.entry': ({ tenant, key }) => session(tenant).detail(key),
    'log.position': ({ tenant, result, order, at }) => ({ index: session(tenant).engine.position(result, order, at) }),
    'log.arrivals': ({ tenant, result }) => ({ count: session(tenant).engine.arrivals(result) }),
    'log.values': ({ tenant, field, part, limit }) => session(tenant).engine.values(field, part, limit),
    'log.around': async ({ tenant, key }) => {
      const { store, engine, subjects } = session(tenant)
      if (key >= store.columns.length) throw fail('not-found', 'This entry is not in the cache.')
      return { ...around(store, engine, key), stake: await stakeOf(store.entry(key), subjects) }
    },
    'log.entries': ({ tenant, result, order, offset, limit }) => session(tenant).entries(result, order, offset, limit),
    'export.run': (run, signal) => exportFrom(session(run.request.tenant), run, signal),
    'export.printed': ({ id, pdf }) => {
      if (pdf) printing?.printed(id, pdf)
      else printing?.failed(id, fail('internal', 'The report could not be printed.', 'Try again, or export it as HTML and print that.'))
      return undefined
    },
    'export.list': ({ tenant }) => session(tenant).exports.list(),
    'coverage.get': ({ tenant }) => session(tenant).coverage(),
    'coverage.history': ({ tenant }) => session(tenant).history(),
    'history.get': (request) => session(request.tenant).subjects.get(request),
    'history.state': ({ tenant, subject, at }) => session(tenant).subjects.states(subject, at),
    ...caseworkHandlers(session, now),
  }

  return {
    handle: async (name, params, signal = never) => {
      const parsed = serviceApi[name].params.safeParse(params)
      if (!parsed.success) {
        throw new AppFailure({
          code: 'invalid-request',
          message: 'The request was not understood.',
          details: `${name}: ${parsed.error.message}`,
        })
      }
      const handler = handlers[name] as (params: unknown, signal: AbortSignal) => unknown
      try {
        return (await handler(parsed.data, signal)) as never
      } catch (error) {
        throw noticed(error, tenantOf(name, parsed.data as never))
      }
    },
    close: () => {
      const open = [...sessions.values()]
      sessions.clear()
      allOf([...open.map((each) => () => each.close()), () => lock.release()])
    },
  }
}
