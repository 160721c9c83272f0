import { fail } from '@contract/errors.ts'
import type { ExportProgress, ExportRecord } from '@contract/export.ts'
import type { Subject, SubjectState } from '@contract/history.ts'
import type { HandlersOf } from '../handlers.ts'
import type { Comparisons } from '../reconcile/handlers.ts'
import type { StateTenant } from '../state/answers.ts'
import { runAccessFile } from './access-file.ts'
import { Printing, type PrintJob } from './printing.ts'
import { runExport } from './run.ts'
import { runGroupsFile } from './groups-file.ts'
import { runStateFile } from './state-file.ts'
import { runStoryFile, type StoriesTold } from './story-file.ts'
import type { ExportedTenant } from './tenant.ts'

/** What is asked here of a tenant that is open. */
interface ExportingTenant extends ExportedTenant, Pick<StateTenant, 'organisation'> {
  /** Fires when the tenant is closed: what runs over many turns must end. */
  readonly closing: AbortController
  /** Exports under way: they read the store that is open. */
  exporting: number
  readonly subjects: StatesOfSubjects
  readonly stories: StoriesTold
}

/** States over time, see the history. */
interface StatesOfSubjects {
  states(subject: Subject, times: readonly number[]): Promise<readonly SubjectState[]>
}

export interface ExportHandlersOptions {
  /** Of files with the state. */
  readonly comparisons: Comparisons
  readonly now: () => number
  readonly progress: (progress: ExportProgress) => void
  /** Prints a page and hands it back by `export.printed`; without it there is no PDF. */
  readonly print?: ((job: PrintJob) => void) | undefined
}

/** Files for people. `open` fails with `not-found` for a tenant that is not open. */
export function exportHandlers(
  open: (tenant: string) => ExportingTenant,
  { now, progress, print, comparisons }: ExportHandlersOptions,
): HandlersOf<'export.run' | 'export.state' | 'export.groups' | 'export.access' | 'export.story' | 'export.printed' | 'export.list'> {
  const printing = print ? new Printing(print) : null

  /** Ends with the tenant, too. */
  const during = (
    tenant: ExportingTenant,
    cancelled: AbortSignal,
    write: (signal: AbortSignal) => Promise<ExportRecord>,
  ): Promise<ExportRecord> => {
    const either = new AbortController()
    const abort = (): void => either.abort()
    const signals = [cancelled, tenant.closing.signal]
    for (const signal of signals) signal.addEventListener('abort', abort, { once: true })
    tenant.exporting++
    return write(either.signal).finally(() => {
      tenant.exporting--
      for (const signal of signals) signal.removeEventListener('abort', abort)
    })
  }

  return {
    'export.run': (asked, cancelled) => {
      const tenant = open(asked.request.tenant)
      return during(tenant, cancelled, (signal) => runExport(asked, { tenant, now, signal, progress, print: printing?.print ?? null }))
    },
    'export.state': (asked, cancelled) => {
      const tenant = open(asked.request.tenant)
      const { subject, at } = asked.request
      const states = (): Promise<readonly SubjectState[]> => tenant.subjects.states(subject, [at])
      return during(tenant, cancelled, (signal) => runStateFile(asked, { tenant, states, now, signal }))
    },
    'export.groups': (asked, cancelled) => {
      const tenant = open(asked.request.tenant)
      return during(tenant, cancelled, (signal) => runGroupsFile(asked, { tenant, engine: tenant.engine, now, signal }))
    },
    'export.access': (asked, cancelled) => {
      const tenant = open(asked.request.of.tenant)
      return during(tenant, cancelled, (signal) =>
        runAccessFile(asked, { tenant, now, signal, print: printing?.print ?? null, kept: (id) => comparisons.of(tenant, id) }),
      )
    },
    'export.story': (asked, cancelled) => {
      const tenant = open(asked.request.tenant)
      const { stories } = tenant
      return during(tenant, cancelled, (signal) => runStoryFile(asked, { tenant, stories, now, signal, print: printing?.print ?? null }))
    },
    'export.printed': ({ id, pdf }) => {
      if (pdf) printing?.printed(id, pdf)
      else printing?.failed(id, fail('internal', 'The report could not be printed.', 'Try again, or export it as HTML and print that.'))
      return undefined
    },
    'export.list': ({ tenant }) => open(tenant).exports.list(),
  }
}
