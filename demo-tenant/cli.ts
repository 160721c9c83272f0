import { parseArgs } from 'node:util'
import { fixedNow } from './data/calendar.ts'
import { profiles, type Profile } from './generate.ts'
import { startDemoTenant, type DemoTenant } from './server/demo-tenant.ts'
import { faultKinds, parseFault } from './server/faults.ts'
import type { DemoTenantOptions } from './server/options.ts'
import { cursorKinds, type CursorKind } from './server/query.ts'

const usage = `Starts the demo tenant: an HTTP server with an organisation's IAM audit log.

  --port N            0 takes any free port (default 0)
  --host ADDRESS      (default 127.0.0.1)
  --entries N         entries of the history (default 50000)
  --seed N            another seed is another organisation (default 1)
  --profile NAME      story: fits together; bench: a large tenant's cardinalities (default story)
  --now TIME          the tenant's time when it starts: a date-time or "real" (default ${new Date(fixedNow).toISOString()})
  --until TIME        where its history ends (default: its time when it starts)
  --frozen            the tenant's clock stands still
  --retention-days N  (default 730)
  --rate-limit N      requests a minute (default 60000)
  --cursor-hours N    how long a cursor lives (default 24)
  --cursors KIND      strict, lenient, offset or position: what a cursor says, and whether it minds another window (default strict)
  --retention-off MS  says that its oldest is so much later than it is
  --live MS           append an entry every so many ms, some of them late
  --fault FAULT       may be repeated; KIND or KIND:setting=N,…  with after, times, aboveLimit, status, retryAfter, bytes, ms, count
                      kinds: ${faultKinds.join(' ')}

Once it listens it prints one line of JSON: url, token, tokens, entries. Faults and more can be changed while it runs:
GET /_control/stats  POST /_control/{faults,append,live,drift,vanish,revoke,clock,settings}`

/** Reads the command line. Throws an Error with a sentence for a person; null when only help was asked for. */
export function readArguments(args: readonly string[]): DemoTenantOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      entries: { type: 'string' },
      seed: { type: 'string' },
      profile: { type: 'string' },
      now: { type: 'string' },
      until: { type: 'string' },
      frozen: { type: 'boolean' },
      'retention-days': { type: 'string' },
      'rate-limit': { type: 'string' },
      'cursor-hours': { type: 'string' },
      cursors: { type: 'string' },
      'retention-off': { type: 'string' },
      live: { type: 'string' },
      fault: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return null
  const rate = numberOf('rate-limit', values['rate-limit'])
  const hours = numberOf('cursor-hours', values['cursor-hours'])
  return present({
    port: numberOf('port', values.port, 65_535),
    host: values.host,
    entries: numberOf('entries', values.entries, 20_000_000),
    seed: numberOf('seed', values.seed),
    profile: profileOf(values.profile),
    now: timeOf('now', values.now),
    until: timeOf('until', values.until),
    frozen: values.frozen,
    retentionDays: numberOf('retention-days', values['retention-days']),
    rateLimit: rate === undefined ? undefined : { perMinute: rate },
    cursorLifetimeMs: hours === undefined ? undefined : hours * 3_600_000,
    cursors: cursorsOf(values.cursors),
    retentionOffMs: numberOf('retention-off', values['retention-off']),
    liveEveryMs: numberOf('live', values.live),
    faults: values.fault?.map(parseFault),
  })
}

type Absent<T> = { readonly [K in keyof T]: T[K] | undefined }

/** Without what was not given, so that defaults apply. */
function present<T extends object>(options: Absent<T>): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}

function numberOf(name: string, text: string | undefined, largest = Number.MAX_SAFE_INTEGER): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (!(number <= largest)) throw new Error(`--${name} must be a whole number from 0 to ${String(largest)}.`)
  return number
}

function cursorsOf(text: string | undefined): CursorKind | undefined {
  const kind = cursorKinds.find((name) => name === text)
  if (text !== undefined && !kind) throw new Error(`--cursors must be one of ${cursorKinds.join(', ')}.`)
  return kind
}

function profileOf(text: string | undefined): Profile | undefined {
  const profile = profiles.find((name) => name === text)
  if (text !== undefined && !profile) throw new Error(`--profile must be one of ${profiles.join(', ')}.`)
  return profile
}

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = text === 'real' ? Date.now() : Date.parse(text)
  if (Number.isNaN(time)) throw new Error(`--${name} must be a date-time such as 2026-11-20T16:45:00Z, or "real".`)
  return time
}

/** Runs until it is told to end: by a signal, or because whoever started it with an IPC channel is gone. */
export async function main(args: readonly string[]): Promise<void> {
  const options = readArguments(args)
  if (!options) return void process.stdout.write(`${usage}\n`)
  const began = performance.now()
  const tenant = await startDemoTenant(options)
  const { retained: entries } = tenant.stats()
  const line = { url: tenant.url, token: tenant.tokens.full, tokens: tenant.tokens, entries }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  say(
    `Demo tenant: ${String(entries)} entries at ${tenant.url}, made in ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl-C ends it.`,
  )
  await told()
  await end(tenant)
}

function told(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}

async function end(tenant: DemoTenant): Promise<void> {
  const { entriesServed, requests } = tenant.stats()
  await tenant.close()
  say(`Demo tenant: ended after ${String(requests)} requests and ${String(entriesServed)} entries.`)
  process.exit(0)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

if (import.meta.main) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error))
    process.exit(1)
  })
}
