import { groupFields, groupMeasures, mostGroupFields } from '@contract/order-names.ts'
import type { GroupField, GroupRow, GroupSort, GroupsRequest } from '@contract/groups.ts'
import type { Direction } from '@contract/order.ts'
import { isZone } from '@language/zone-offset.ts'
import type { OpenDataFolder } from './data-folder.ts'
import { UsageFailure } from './exit-code.ts'
import { namedField } from './order.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, visible } from './printing.ts'

export interface GroupOptions {
  readonly groupBy?: string
  readonly distinct?: string
  readonly sort?: string
  readonly order?: Direction
  readonly zone?: string
  readonly limit?: number
  readonly json?: boolean
}

export interface CliGrouping extends Pick<GroupsRequest, 'by' | 'distinct' | 'zone' | 'sort' | 'order'> {
  /** The fields as they were asked for, which is how they are printed. */
  readonly names: readonly string[]
}

const pageGroups = 5_000

/** What is counted by; null when entries are asked for. */
export function groupingOf(options: GroupOptions): CliGrouping | null {
  const { groupBy, distinct, zone = 'UTC' } = options
  if (groupBy === undefined) {
    if (distinct ?? options.zone) throw new UsageFailure('--distinct and --zone are about groups: say by what with --group-by.')
    return null
  }
  if (!isZone(zone)) throw new UsageFailure(`There is no time zone named ${zone}. Use a name such as Europe/Zurich or UTC.`)
  const names = groupBy.split(',').map((name) => name.trim())
  const by = names.map((name): GroupField => namedField('--group-by', name, groupFields))
  if (by.length > mostGroupFields) throw new UsageFailure(`--group-by takes up to ${mostGroupFields} fields.`)
  if (new Set(by).size < by.length) throw new UsageFailure('--group-by takes a field once.')
  const sort = sortOf(options, by)
  const isCounted = sort === 'count' || sort === 'failed' || sort === 'distinct' || sort === 'last'
  return {
    names,
    by,
    ...(distinct !== undefined && { distinct: namedField('--distinct', distinct, groupFields) }),
    zone,
    sort,
    order: options.order ?? (isCounted ? 'desc' : 'asc'),
  }
}

function sortOf({ sort, distinct }: GroupOptions, by: readonly GroupField[]): GroupSort {
  if (sort === undefined) return 'count'
  if (sort === 'distinct' && distinct === undefined)
    throw new UsageFailure('--sort distinct needs --distinct FIELD: without it nobody counts how many different values a group has.')
  return namedField('--sort', sort, [...groupMeasures, ...by])
}

/** Prints groups, a line each: JSON, or the values and counts with tabs between. Says on standard error how many are not listed. */
export async function printGroups(
  { data }: OpenDataFolder,
  { names, ...asked }: CliGrouping & Pick<GroupsRequest, 'tenant' | 'result'>,
  { json, limit: most = Infinity }: GroupOptions,
  ports: CliPorts,
): Promise<void> {
  for (let offset = 0; offset < most && !ports.signal.aborted;) {
    const page = { ...asked, offset, limit: Math.max(1, Math.min(pageGroups, most - offset)) }
    const { rows, groups } = await data.call('log.groups', page, { signal: ports.signal, timeoutMs: 600_000 })
    await ports.out(rows.map((row) => (json ? groupLine(row, names) : line(row))).join(''))
    offset += rows.length
    if (offset >= groups) return
    if (offset >= most) ports.err(`Only ${offset} of ${groups} groups are listed.\n`)
  }
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

function groupLine({ key, count, failed, first, last, distinct }: GroupRow, names: readonly string[]): string {
  const named = Object.fromEntries(names.map((name, at) => [name, key[at] ?? null]))
  return jsonLine({ key: named, count, failed, first: timeOf(first), last: timeOf(last), ...(distinct !== undefined && { distinct }) })
}

/** The values, empty where there is none, how many, how many failed, first and last time, and different values where they are asked for. */
function line({ key, count, failed, first, last, distinct }: GroupRow): string {
  const cells = [
    ...key.map((value) => value ?? ''),
    count,
    failed,
    timeOf(first) ?? '',
    timeOf(last) ?? '',
    ...(distinct === undefined ? [] : [distinct]),
  ]
  return `${cells.map((cell) => visible(String(cell))).join('\t')}\n`
}
