import { targetsOf, type AuditEntry } from '@contract/entry.ts'
import { defaultFacets } from '@contract/filter-names.ts'
import type { Direction } from '@contract/order.ts'
import { chosenTenant, derived, filterOf, withDataFolder } from './data-folder.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import { groupingOf, printGroups } from './groups.ts'
import { rowOrderOf } from './order.ts'
import type { CliPorts } from './ports.ts'
import { periodInWords, toldPeriod } from './period.ts'
import { entryLine, jsonLine, visible } from './printing.ts'

export interface QueryOptions {
  readonly data: string
  readonly filter: string
  readonly tenant?: string
  readonly limit?: number
  readonly count?: boolean
  readonly facets?: boolean
  readonly coverage?: boolean
  readonly json?: boolean
  readonly sort?: string
  readonly order?: Direction
  readonly groupBy?: string
  readonly distinct?: string
  readonly zone?: string
}

/** Values of a facet that are listed, most frequent first. */
const facetValues = 100_000
const pageEntries = 500

/** Prints what matches, newest first or sorted, or only its counts or groups; and on standard error what of the time asked for was not fetched. */
export async function query(options: QueryOptions, ports: CliPorts): Promise<ExitCode> {
  const filter = filterOf(options.filter)
  const countsOnly = options.facets === true || options.count === true
  if (countsOnly && (options.groupBy ?? options.sort) !== undefined)
    throw new UsageFailure('--count and --facets print no entries and no groups: leave --sort and --group-by out.')
  const grouping = groupingOf(options)
  const rowOrder = grouping ? ({ order: 'desc' } as const) : rowOrderOf(options)
  return await withDataFolder(ports, options, async (folder) => {
    const chosen = chosenTenant(folder, options.tenant)
    await derived(folder, chosen, ports)
    const tenant = chosen.id
    const fields = options.facets ? [...defaultFacets] : []
    const ask = {
      tenant,
      filter,
      zone: 'UTC',
      facets: fields,
      facetLimit: facetValues,
      histogramBuckets: 0,
      ...rowOrder,
      firstRows: 0,
    }
    const now = Date.now()
    const { result, total, facets } = await folder.data.call('log.query', ask, { signal: ports.signal, timeoutMs: 600_000 })
    // Asked after the answer, which nothing can change meanwhile: the command has the folder to itself.
    const period = toldPeriod(filter, await folder.data.call('coverage.get', { tenant }), now)
    const told = async (code: ExitCode): Promise<ExitCode> => {
      ports.err(periodInWords(period, total === 0))
      if (options.coverage && options.json) await ports.out(jsonLine({ coverage: period }))
      return code
    }
    if (options.facets) {
      for (const { field, values, distinct } of facets)
        if (distinct > values.length) ports.err(`${field}: only the ${values.length} most frequent of ${distinct} values are listed.\n`)
      const counted = Object.fromEntries(
        facets.map(({ field, values }) => [field, Object.fromEntries(values.map(({ value, count }) => [value, count]))]),
      )
      await ports.out(options.json ? jsonLine({ count: total, facets: counted }) : facetLines(total, counted))
      return await told(exitCode.done)
    }
    if (options.count) {
      await ports.out(options.json ? jsonLine({ count: total }) : `${total}\n`)
      return await told(exitCode.done)
    }
    if (grouping) {
      await printGroups(folder, { tenant, result, ...grouping }, options, ports)
      return await told(ports.signal.aborted ? exitCode.incomplete : exitCode.done)
    }
    const most = Math.min(total, options.limit ?? total)
    for (let offset = 0; offset < most && !ports.signal.aborted;) {
      const limit = Math.min(pageEntries, most - offset)
      const entries = await folder.data.call('log.entries', { tenant, result, ...rowOrder, offset, limit })
      offset += entries.length
      await ports.out(entries.map((entry) => (options.json ? entryLine(entry) : line(entry))).join(''))
    }
    return await told(ports.signal.aborted ? exitCode.incomplete : exitCode.done)
  })
}

function facetLines(total: number, facets: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  const lines = Object.entries(facets).flatMap(([field, values]) =>
    Object.entries(values).map(([value, count]) => `${field}\t${visible(value)}\t${count}\n`),
  )
  return `${total}\n${lines.join('')}`
}

/** Time, user, action, resource, target, status and address, with tabs between; of a time that cannot be read, that it is unknown. */
function line({ occurredAt, actor, action, resource, status, ip, ...entry }: AuditEntry): string {
  const cells = [
    occurredAt === null ? 'time unknown' : new Date(occurredAt).toISOString(),
    actor.email || actor.name || actor.id || '',
    action,
    `${resource.type} ${resource.name || resource.id || ''}`.trim(),
    targetsOf(entry)
      .map(({ email, name, id }) => email || name || id || '')
      .join('; '),
    status,
    ip ?? '',
  ]
  return `${cells.map(visible).join('\t')}\n`
}
