import type { AccessChange, AccessLine, ContinuityFinding, PermissionLine } from '@contract/access.ts'
import type { DeniedLine, DenialStretch } from '@contract/denied.ts'
import type { ServiceAnswer, ServiceName } from '@contract/service.ts'
import { momentOf } from './asked-time.ts'
import { iso } from './coverage.ts'
import { chosenTenant, derived, withDataFolder, type OpenDataFolder } from './data-folder.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import { patternsIn } from './patterns.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, visible } from './printing.ts'

interface TenantOptions {
  readonly data: string
  readonly tenant?: string
  readonly json?: boolean
}
export interface AccessOptions extends TenantOptions {
  readonly asOf?: string
  readonly from?: string
  readonly to?: string
  readonly privileged?: boolean
  readonly user?: string
  readonly role?: string
  readonly permissions?: boolean
  readonly patterns?: string
}
export interface WhyOptions extends TenantOptions {
  readonly user: string
  readonly role?: string
  readonly permission?: string
  readonly asOf?: string
}
export interface DeniedOptions extends TenantOptions {
  readonly from?: string
  readonly to?: string
  readonly findings?: boolean
}

const pageLines = 1000
const timeoutMs = 3_600_000

/** Prints who has which roles at a time, or what they may do, or what differs between two times. */
export async function printAccess(options: AccessOptions, ports: CliPorts): Promise<ExitCode> {
  const { asOf, from, to, user, role } = options
  const isDelta = from !== undefined || to !== undefined
  if (isDelta && (from === undefined || to === undefined))
    throw new UsageFailure('What differs between two times needs both --from and --to.')
  if (isDelta && (asOf !== undefined || options.permissions))
    throw new UsageFailure('--from and --to are about roles at two times: leave --as-of and --permissions out.')
  const patterns = options.patterns === undefined ? null : patternsIn(options.patterns)
  const at = asOf === undefined ? null : momentOf('--as-of', asOf, 'last')
  const times = isDelta ? { from: momentOf('--from', from ?? '', 'first'), to: momentOf('--to', to ?? '', 'last') } : null
  if (times && times.from > times.to) throw new UsageFailure('--from is after --to.')
  return await inTenant(options, ports, async (folder, tenant) => {
    const asked = {
      tenant,
      patterns,
      ...(user !== undefined && { user }),
      ...(role !== undefined && { role }),
      ...(options.privileged && { privileged: true }),
    }
    const ask = { folder, ports }
    if (times) {
      await pages({
        ...ask,
        call: (page) => call(ask, 'access.changes', { ...asked, ...times, ...page }),
        print: options.json ? changeJson : changeText,
      })
      return exitCode.done
    }
    const found = options.permissions
      ? await pages({
          ...ask,
          call: (page) => call(ask, 'access.permissions', { ...asked, at, ...page }),
          print: options.json ? jsonLine : permissionText,
        })
      : await pages({
          ...ask,
          call: (page) => call(ask, 'access.lines', { ...asked, at, ...page }),
          print: options.json ? lineJson : lineText,
        })
    if (found === 0) {
      const { oldest } = await folder.data.call('coverage.get', { tenant })
      const isBefore = at !== null && oldest !== null && at < oldest
      ports.err(
        isBefore
          ? `The first entry here is of ${iso(oldest)}: of a date before it the log tells nothing.\n`
          : 'No entry here tells of such a line then.\n',
      )
    }
    return exitCode.done
  })
}

/** Prints the entries that make something true, the first cause first; nothing when it is not held. */
export async function printWhy(options: WhyOptions, ports: CliPorts): Promise<ExitCode> {
  const { user, role, permission, asOf } = options
  if ((role === undefined) === (permission === undefined)) throw new UsageFailure('Say what is held: --role R or --permission P.')
  const at = asOf === undefined ? null : momentOf('--as-of', asOf, 'last')
  return await inTenant(options, ports, async (folder, tenant) => {
    const asked = { tenant, user, at, ...(role !== undefined && { role }), ...(permission !== undefined && { permission }) }
    const chain = await call({ folder, ports }, 'access.why', asked)
    const told = chain.map(({ entry, at: when, says }) => ({ entry, at: time(when), says }))
    await ports.out(told.map((each) => (options.json ? jsonLine(each) : row([each.at ?? 'time unknown', each.says, each.entry]))).join(''))
    if (chain.length === 0) ports.err('It is not held then, or no entry here says why.\n')
    return exitCode.done
  })
}

/** Prints denied checks by user and permission; exit 1 when there is one. */
export async function printDenied(options: DeniedOptions, ports: CliPorts): Promise<ExitCode> {
  const from = options.from === undefined ? null : momentOf('--from', options.from, 'first')
  const to = options.to === undefined ? null : momentOf('--to', options.to, 'last')
  return await inTenant(options, ports, async (folder, tenant) => {
    const ask = { folder, ports }
    let left = 0
    const found = await pages({
      ...ask,
      call: async (page) => {
        const answer = await call(ask, 'access.denied', { tenant, from, to, ...page })
        left = Object.values(answer.untold).reduce((sum, count) => sum + count, 0)
        return answer
      },
      print: options.json ? (options.findings ? findingsJson : deniedJson) : deniedText,
    })
    if (left > 0) ports.err(`Checks that do not say when they were, whose they were or whether they were denied are not listed: ${left}.\n`)
    return found > 0 ? exitCode.wrong : exitCode.done
  })
}

/** Prints where the log does not fit itself; exit 1 when it does not. */
export async function printContinuity(options: TenantOptions, ports: CliPorts): Promise<ExitCode> {
  return await inTenant(options, ports, async (folder, tenant) => {
    const ask = { folder, ports }
    let explained = 0
    const found = await pages({
      ...ask,
      call: async (page) => {
        const answer = await call(ask, 'access.continuity', { tenant, ...page })
        explained = answer.explained
        return answer
      },
      print: options.json ? findingJson : findingText,
    })
    if (explained > 0)
      ports.err(
        `${explained} more are between entries between which not all was fetched: what is missing may be there. Run sync, and ask again.\n`,
      )
    return found > 0 ? exitCode.wrong : exitCode.done
  })
}

async function inTenant(
  options: TenantOptions,
  ports: CliPorts,
  work: (folder: OpenDataFolder, tenant: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withDataFolder(ports, options, async (folder) => {
    const chosen = chosenTenant(folder, options.tenant)
    await derived(folder, chosen, ports)
    const code = await work(folder, chosen.id)
    return ports.signal.aborted ? exitCode.incomplete : code
  })
}

interface Asking {
  readonly folder: OpenDataFolder
  readonly ports: CliPorts
}

function call<N extends ServiceName & `access.${string}`>(
  { folder, ports }: Asking,
  name: N,
  params: Parameters<typeof folder.data.call<N>>[1],
): Promise<ServiceAnswer<N>> {
  return folder.data.call(name, params, { signal: ports.signal, timeoutMs })
}

interface Pages<L> extends Asking {
  readonly call: (page: { offset: number; limit: number }) => Promise<{
    readonly total: number
    readonly lines: readonly L[]
    readonly more: number
    readonly at: number | null
    readonly unclear?: number
  }>
  readonly print: (line: L) => string
}

/** @returns how many lines there are */
async function pages<L>({ ports, call: ask, print }: Pages<L>): Promise<number> {
  for (let offset = 0; ;) {
    const { total, lines, more, unclear = 0 } = await ask({ offset, limit: pageLines })
    if (offset === 0 && more > 0) ports.err(`Of ${more} users there are more paths than are listed.\n`)
    if (offset === 0 && unclear > 0)
      ports.err(
        `Entries that may have given or taken something, and do not say whether they succeeded or when: ${unclear}. What they gave is not listed.\n`,
      )
    await ports.out(lines.map(print).join(''))
    offset += lines.length
    if (offset >= total || lines.length === 0 || ports.signal.aborted) return total
  }
}

const time = (ms: number | null): string | null => (ms === null ? null : iso(ms))
const row = (cells: readonly (string | number)[]): string => `${cells.map((cell) => visible(String(cell))).join('\t')}\n`

const told = ({ user, role, roleId, path, since, grantedBy, entry, privileged, doubts }: AccessLine): object => ({
  user, role, roleId, path, since: time(since), grantedBy, entry, privileged, doubts,
}) // prettier-ignore
const lineJson = (line: AccessLine): string => jsonLine(told(line))
const changeJson = (line: AccessChange): string => jsonLine({ ...told(line), change: line.change, cause: line.cause })
const lineText = ({ user, role, path, since, grantedBy, entry, privileged, doubts }: AccessLine): string =>
  row([
    user,
    role,
    path.length === 0 ? 'direct' : `through ${path.join(' in ')}`,
    time(since) ?? 'since when is unknown',
    grantedBy ?? '',
    entry ?? '',
    privileged ? 'privileged' : '',
    doubts.join(' '),
  ])
const changeText = (line: AccessChange): string =>
  row([
    line.change,
    line.user,
    line.role,
    line.path.length === 0 ? 'direct' : `through ${line.path.join(' in ')}`,
    line.cause,
    line.entry ?? 'no entry says so',
    line.doubts.join(' '),
  ])
const permissionText = ({ user, permission, roles }: PermissionLine): string => row([user, permission, roles.join('; ')])

const deniedTold = (line: DeniedLine): object => {
  const { user, permission, count, everHeld, rolesWithIt, cause, grantedAfter, entries } = line
  return { user, permission, count, first: time(line.first), last: time(line.last), everHeld, rolesWithIt, cause, grantedAfter, entries }
}
const deniedJson = (line: DeniedLine): string => jsonLine(deniedTold(line))
/** The same with what the tests D1 to D4 find. */
const findingsJson = (line: DeniedLine): string => {
  const { allowed, allowedCount, burstCount, grantCount, probingCount } = line
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)
  const stretches = (list: readonly DenialStretch[]): object[] =>
    list.map(({ entries, from, to, ...each }) => ({ ...each, from: time(from), to: time(to), entries: ids(entries) }))
  return jsonLine({
    ...deniedTold(line),
    ...{ burstCount, bursts: stretches(line.bursts), probingCount, probing: stretches(line.probing) },
    ...{ grantCount, grants: line.grants.map(({ at, uses, ...grant }) => ({ ...grant, at: time(at), uses: ids(uses) })) },
    ...{ allowedCount, allowed: ids(allowed) },
  })
}
const deniedText = (line: DeniedLine): string =>
  row([
    line.user,
    line.permission,
    line.count,
    time(line.first) ?? '',
    time(line.last) ?? '',
    line.cause,
    line.rolesWithIt.join('; '),
    line.grantedAfter ?? '',
  ])

const findingTold = ({ from, to, ...finding }: ContinuityFinding): object => ({ ...finding, from: time(from), to: time(to) })
const findingJson = (finding: ContinuityFinding): string => jsonLine(findingTold(finding))
const findingText = ({ test, subject, aspect, from, to, entries }: ContinuityFinding): string =>
  row([test, `${subject.type} ${subject.name ?? subject.id ?? ''}`.trim(), aspect, time(from) ?? '', time(to) ?? '', entries.join(' ')])
