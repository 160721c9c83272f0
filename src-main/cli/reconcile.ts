import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FileEncoding } from '@contract/import.ts'
import { differences, type Reconciled, type ReconcileLine } from '@contract/reconcile.ts'
import { momentOf } from './asked-time.ts'
import { iso } from './coverage.ts'
import { chosenTenant, derived, withDataFolder } from './data-folder.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, visible } from './printing.ts'

export interface ReconcileOptions {
  readonly data: string
  readonly file: string
  readonly tenant?: string
  readonly asOf?: string
  readonly userColumn?: string
  readonly roleColumn?: string
  readonly pathColumn?: string
  readonly several?: boolean
  readonly encoding?: FileEncoding
  readonly json?: boolean
}

const pageLines = 1000
const patienceMs = 3_600_000

/** Compares a file of users and roles with the state at a date, by default that of the file; exit 1 where they differ. */
export async function reconcileFile(options: ReconcileOptions, ports: CliPorts): Promise<ExitCode> {
  const { asOf, userColumn, roleColumn, pathColumn, several, encoding } = options
  const path = resolve(options.file)
  const at = asOf === undefined ? writtenAt(path) : momentOf('--as-of', asOf, 'last')
  const columns = {
    ...(userColumn !== undefined && { user: userColumn }),
    ...(roleColumn !== undefined && { role: roleColumn }),
    ...(pathColumn !== undefined && { path: pathColumn }),
    ...(several && { several: true }),
  }
  return await withDataFolder(ports, options, async (folder) => {
    const tenant = chosenTenant(folder, options.tenant)
    await derived(folder, tenant, ports)
    const call = { signal: ports.signal, timeoutMs: patienceMs }
    const asked = { tenant: tenant.id, path, at, columns, ...(encoding !== undefined && { encoding }) }
    const summary = await folder.data.call('files.reconcile', asked, call)
    tell(summary, ports)
    for (let offset = 0, total = 1; offset < total && !ports.signal.aborted;) {
      const page = await folder.data.call('reconcile.lines', { tenant: tenant.id, id: summary.id, offset, limit: pageLines }, call)
      await ports.out(page.lines.map(options.json ? lineJson : lineText).join(''))
      if (page.lines.length === 0) break
      ;[offset, total] = [offset + page.lines.length, page.total]
    }
    if (ports.signal.aborted) return exitCode.incomplete
    if (options.json) await ports.out(summaryJson(summary))
    return differences.some((kind) => summary.counts[kind] > 0) ? exitCode.wrong : exitCode.done
  })
}

/** When the file was last written, ms; null where it cannot be told: whoever reads it says why. */
function writtenAt(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? Math.floor(found.mtimeMs) : null
}

const mostNamed = 20

/** What a person has to know of the comparison, for standard error. */
function tell({ file, sha256, columns, rows, read, repeated, agree, unread, counts, ...summary }: Reconciled, { err }: CliPorts): void {
  const { at, asked, more, unclear } = summary
  err(`${visible(file)}, SHA-256 ${sha256}: ${rows} rows, ${read} read, ${repeated} that repeat one before them.\n`)
  err(`User is ${visible(columns.user)}, role is ${visible(columns.role)}${columns.several ? ' (several in a cell)' : ''}, path is ${columns.path === null ? 'not told' : visible(columns.path)}.\n`) // prettier-ignore
  for (const { line, reason } of unread.slice(0, mostNamed)) err(`Line ${line} was not read. ${visible(reason)}\n`)
  const others = rows - read - Math.min(unread.length, mostNamed)
  if (others > 0) err(`… and ${others} more that were not read.\n`)
  if (at !== null && asked !== null && at < asked)
    err(`Nothing is fetched after ${iso(at)}: compared with the state then, not at ${iso(asked)}. What changed in between differs here.\n`)
  else if (at !== null) err(`Compared with the state as of ${iso(at)}.\n`)
  if (more > 0) err(`Of ${more} users not every path is known.\n`)
  if (unclear > 0) err(`Entries that may have given or taken something, and do not say whether they succeeded or when: ${unclear}.\n`)
  const found = ['only-in-file', 'only-in-log', 'undetermined', 'ambiguous', 'named-otherwise'] as const
  err(`${agree} agree; ${found.map((kind) => `${kind} ${counts[kind]}`).join(', ')}.\n`)
}

const told = ({ entries, ...line }: ReconcileLine): object => ({
  ...line,
  entries: entries.map(({ entry, at, says }) => ({ entry, at: at === null ? null : iso(at), says })),
})
const lineJson = (line: ReconcileLine): string => jsonLine(told(line))
const lineText = ({ kind, reason, user, role, path, line, says, entries }: ReconcileLine): string =>
  `${[kind, reason, user, role, path, line === null ? '' : `line ${line}`, says.join(' '), entries.map(({ entry }) => entry).join(' ')].map(visible).join('\t')}\n`
const summaryJson = ({ id: _, at, asked, modifiedAt, ...summary }: Reconciled): string =>
  jsonLine({
    kind: 'summary',
    ...summary,
    modifiedAt: iso(modifiedAt),
    asked: asked === null ? null : iso(asked),
    comparedAsOf: at === null ? null : iso(at),
  })
