import { resolve } from 'node:path'
import type { ConnectorRef } from '@contract/connector.ts'
import { fileOriginsOf } from '@contract/connector-job.ts'
import { settings } from '@contract/settings.ts'
import type { SyncPhase, SyncStatus } from '@contract/sync.ts'
import { tenantUrl, type Tenant } from '@contract/tenant.ts'
import { resolve as resolveTime } from '@language/time.ts'
import { within } from '../settings/store.ts'
import { createSyncManager, systemClock } from '../sync/index.ts'
import { defaultConnector, definitionOf } from '../connector/built-in.ts'
import { keepPages } from '../tenants/set-aside.ts'
import { spoolFiles } from '../tenants/spool.ts'
import { credentialsFor, takeFields } from './credentials.ts'
import { chosenTenant, derived, withDataFolder, type OpenDataFolder } from './data-folder.ts'
import { definitionNamed } from './definition-named.ts'
import { exitCode, exitCodeOf, sentencesOf, UsageFailure, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, ProgressBar } from './printing.ts'

export interface SyncOptions {
  readonly data: string
  readonly url: string
  readonly tokenFile?: string
  readonly connector?: string
  /** The same, as the other commands call it. */
  readonly source?: string
  /** Of a tenant that is here, or is to be. */
  readonly tenant?: string
  readonly since?: string
  readonly json?: boolean
}

const endings: ReadonlySet<SyncPhase> = new Set(['idle', 'paused', 'stopped', 'failed'])

/** Fetches what the tenant has and the cache has not. */
export async function sync(options: SyncOptions, ports: CliPorts): Promise<ExitCode> {
  const url = tenantUrl.safeParse(options.url)
  if (!url.success) throw new UsageFailure(url.error.issues[0]?.message ?? 'This is not a URL.')
  const named = options.connector ?? options.source
  const connector = named === undefined ? null : definitionNamed(named, options.connector === undefined ? 'source' : 'connector')
  const given = takeFields(options, ports.env)
  const since = options.since === undefined ? null : timeOf(options.since)
  return await withDataFolder(ports, { data: options.data, create: true }, async (folder) => {
    const tenant = tenantFor(url.data, connector, options.tenant, folder)
    const { text: token, tokenOrigin } = credentialsFor(given, definitionOf(tenant.connector), url.data)
    if (tokenOrigin !== null) ports.err(`An access token is asked for at ${tokenOrigin}.\n`)
    for (const origin of fileOriginsOf(definitionOf(tenant.connector)))
      ports.err(`What the source exports is fetched from ${origin}, without the token.\n`)
    await derived(folder, tenant, ports)
    const bar = new ProgressBar(ports)
    const status = await run(tenant, { folder, ports, token, since, bar, data: options.data })
    bar.clear()
    return await report(status, options.json === true, ports)
  })
}

/** A tenant that is known keeps its connector unless another one is named; then its cache is read again. One that an import made gets the URL. */
function tenantFor(url: string, connector: ConnectorRef | null, name: string | undefined, folder: OpenDataFolder): Tenant {
  const { tenants } = folder
  const isNamed = name !== undefined && tenants.list().some((tenant) => tenant.name === name || tenant.id === name)
  const known = isNamed ? chosenTenant(folder, name) : tenants.byUrl(url)
  if (!known)
    return tenants.add({ url, name: name ?? new URL(url).host, connector: connector ?? defaultConnector, zone: 'UTC', demo: false })
  if (name !== undefined && !isNamed) throw new UsageFailure(`The tenant at ${url} is here as “${known.name}”.`)
  if (known.url !== '' && known.url !== url) throw new UsageFailure(`The tenant “${known.name}” is at ${known.url}, not at ${url}.`)
  // What reads files alone cannot be asked.
  const asked = connector ?? (definitionOf(known.connector).files?.only ? defaultConnector : known.connector)
  return known.url === url && connector === null ? known : tenants.change(known.id, { url, connector: asked })
}

interface Run {
  readonly folder: OpenDataFolder
  readonly ports: CliPorts
  readonly token: string
  readonly since: number | null
  readonly bar: ProgressBar
  readonly data: string
}

/** The status the sync ends in. */
async function run(tenant: Tenant, { folder, ports, token, since, bar, data }: Run): Promise<SyncStatus> {
  let settle: (status: SyncStatus) => void = () => undefined
  const over = new Promise<SyncStatus>((resolve) => (settle = resolve))
  let begun = false
  const manager = createSyncManager({
    host: folder.data,
    fetch: ports.fetch,
    clock: systemClock,
    random: Math.random,
    tokenFor: () => Promise.resolve(token),
    tenants: () => [tenant],
    settings: () => settings.parse({ syncEveryMinutes: 0 }),
    emit: (status) => {
      tell(status, bar, ports)
      begun ||= status.phase === 'running'
      if (begun && endings.has(status.phase)) settle(status)
    },
    store: within(folder.store, 'sync'),
    keepPage: keepPages(resolve(data), (line) => ports.err(`${line}\n`)),
    spool: spoolFiles(resolve(data)),
    online: () => true,
    ...(since !== null && { since }),
  })
  const stop = (): void => void manager.cancel(tenant.id)
  manager.start(tenant.id)
  ports.signal.addEventListener('abort', stop, { once: true })
  if (ports.signal.aborted) stop()
  try {
    return await over
  } finally {
    ports.signal.removeEventListener('abort', stop)
    await manager.stop()
  }
}

function tell({ phase, run, error, resumeAt }: SyncStatus, bar: ProgressBar, ports: CliPorts): void {
  if (phase === 'running' && run) bar.draw(run.progress, `${run.received} entries in ${run.pages} pages`)
  if (phase !== 'waiting' || !error) return
  bar.clear()
  ports.err(`${error.message} Trying again at ${new Date(resumeAt ?? 0).toISOString()}.\n`)
}

async function report(status: SyncStatus, json: boolean, ports: CliPorts): Promise<ExitCode> {
  const { inserted = 0, known = 0, drifted = 0, invalid = 0, pages = 0, leftOut = 0 } = status.run ?? {}
  const ended = status.phase === 'idle'
  const complete = ended && leftOut === 0
  if (json) await ports.out(jsonLine({ inserted, known, drifted, invalid, pages, ...(leftOut > 0 && { leftOut }), complete }))
  else await ports.out(`${inserted} new, ${known} known, ${drifted} changed at the tenant, ${invalid} that do not fit, ${pages} pages\n`)
  if (status.error) ports.err(sentencesOf(status.error))
  else if (!ended) ports.err('The sync was stopped before its end. What is fetched is kept; the next one goes on there.\n')
  if (leftOut > 0) ports.err(`${leftOutWords(leftOut)} Everything else was fetched; coverage names the gap.\n`)
  return complete ? exitCode.done : status.error ? codeOf(status) : exitCode.incomplete
}

function leftOutWords(count: number): string {
  return count === 1
    ? 'One entry was not fetched: it is too large, or its page was set aside.'
    : `${count} entries were not fetched: they are too large, or their pages were set aside.`
}

/** A sync that did not reach its end for another reason than a refusal can be asked for again. */
function codeOf({ error }: SyncStatus): ExitCode {
  return error ? exitCodeOf(error) : exitCode.incomplete
}

function timeOf(text: string): number {
  const context = { zone: 'UTC', now: Date.now() }
  const range = resolveTime(text, 'after', context) ?? resolveTime(text, 'last', context)
  if (range?.from == null) throw new UsageFailure(`“${text}” is not a time: write 2026-01-31, 2026-01-31T10:00Z or 30d.`)
  return range.from
}
