import { userInfo } from 'node:os'
import { AppFailure } from '@contract/errors.ts'
import type { Emit, ServiceEvent } from '@contract/events.ts'
import { serviceApi, type ServiceAnswer, type ServiceName } from '@contract/service.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { doAll } from './do-all.ts'
import { caseworkHandlers } from './casework/handlers.ts'
import { connectorHandlers } from './connector/handlers.ts'
import { coverageHandlers } from './coverage/handlers.ts'
import { exportHandlers } from './export/handlers.ts'
import type { PrintJob } from './export/printing.ts'
import { fileHandlers } from './files/handlers.ts'
import type { HandlersOf, ServiceHandlers } from './handlers.ts'
import { beforeHandlers } from './before/handlers.ts'
import { historyHandlers } from './history/handlers.ts'
import { ingestHandlers } from './ingest/handlers.ts'
import { Intake } from './ingest/intake.ts'
import { logHandlers } from './log/handlers.ts'
import { OpenTenants } from './open-tenants.ts'
import { Comparisons, reconcileHandlers } from './reconcile/handlers.ts'
import { tenantOf } from './request-tenant.ts'
import { lockFolder, type FolderLock } from './sqlite/folder-lock.ts'
import { accessHandlers } from './state/handlers.ts'
import { storyHandlers } from './story/handlers.ts'
import { tenantImports } from './tenant-imports.ts'
import type { TenantSession } from './tenant-session.ts'

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
  // The first use of a zone loads its rules; better now than under the first query.
  offsetAt(now(), Intl.DateTimeFormat().resolvedOptions().timeZone)
  const tenants = new OpenTenants({
    dataFolder,
    given: options.given ?? null,
    now,
    author,
    warn,
    marksKnown: (tenant) => emit('marks.known', { tenant }),
    renewed: (tenant, entries) => emit('cache.changed', { tenant, entries, inserted: 0 }),
  })
  const open = (tenant: string): TenantSession => tenants.session(tenant)
  const comparisons = new Comparisons()
  const intake = new Intake(open, (tenant) => tenants.settled(tenant))

  const handlers: ServiceHandlers = {
    ...tenantHandlers(tenants, intake),
    ...connectorHandlers,
    ...ingestHandlers(open, intake, (changed) => emit('cache.changed', changed)),
    ...coverageHandlers(open),
    ...logHandlers(open, now),
    ...historyHandlers(open),
    ...accessHandlers(open),
    ...storyHandlers(open),
    ...reconcileHandlers(open, comparisons),
    ...beforeHandlers(open),
    ...caseworkHandlers(open, now),
    ...fileHandlers({
      open,
      settled: (tenant) => tenants.settled(tenant),
      imports: tenantImports({ tenants, now, progress: (told) => emit('import.progress', told) }),
      emit,
    }),
    ...exportHandlers(open, { comparisons, now, progress: (told) => emit('export.progress', told), print }),
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
        throw tenants.noticed(error, tenantOf(name, parsed.data as never))
      }
    },
    close: () => doAll([() => tenants.closeAll(), () => lock.release()]),
  }
}

/** What is about tenants as a whole, and about this process. */
function tenantHandlers(
  tenants: OpenTenants,
  intake: Intake,
): HandlersOf<'service.ping' | 'tenant.open' | 'tenant.close' | 'tenant.erase'> {
  return {
    'service.ping': () => ({ rssBytes: process.memoryUsage().rss, pid: process.pid }),
    'tenant.open': ({ tenant, connector }) => {
      const opened = tenants.open(tenant, connector)
      return { entries: opened.store.entries, recovered: opened.recovered }
    },
    'tenant.close': ({ tenant }) => {
      intake.forget(tenant)
      tenants.close(tenant)
    },
    'tenant.erase': ({ tenant }) => {
      intake.forget(tenant)
      tenants.erase(tenant)
    },
  }
}
