import type { Coverage, CoverageInterval, SourceCoverage } from '@contract/sync.ts'
import { chosenTenant, withDataFolder } from './data-folder.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, visible } from './printing.ts'

export interface CoverageOptions {
  readonly data: string
  readonly tenant?: string
  readonly json?: boolean
}

export const iso = (ms: number): string => new Date(ms).toISOString()

/** An interval as it is printed. */
export interface ToldInterval {
  readonly from: string
  readonly to: string
  readonly settled: boolean
  /** Through a filter at the tenant: not the whole log of that time, which stays a gap. */
  readonly narrowed?: string
}

export const intervalOf = ({ from, to, settled, narrowed }: CoverageInterval): ToldInterval => ({
  from: iso(from),
  to: iso(to),
  settled,
  ...(narrowed !== null && { narrowed }),
})

/** Prints which times were fetched and which were not. */
export async function printCoverage(options: CoverageOptions, ports: CliPorts): Promise<ExitCode> {
  return await withDataFolder(ports, options, async (folder) => {
    const found = await folder.data.call('coverage.get', { tenant: chosenTenant(folder, options.tenant).id })
    const { sources = [] } = found
    const asked = sources.find((each) => each.asked)
    const ofSource = asked && { source: asked.name }
    const intervals = found.intervals.map((each) => ({ ...intervalOf(each), ...ofSource }))
    const gaps = found.gaps.map(({ from, to, cause }) => ({ from: iso(from), to: iso(to), cause, ...ofSource }))
    const { newest, askedAt = null, undated = 0 } = found
    // Up to now: above the newest entry and the overlap nothing counts as fetched, although it was asked for.
    const upToNow = { newest: newest === null ? null : iso(newest), askedAt: askedAt === null ? null : iso(askedAt) }
    const imports = importsOf(found)
    const sealed = (found.sealed ?? []).map((each) => ({ ...each, from: iso(each.from), to: iso(each.to) }))
    if (options.json) {
      const bySource = { ...(sources.length > 0 && { sources: sources.map(toldSource) }) }
      const ofFiles = { ...(imports.length > 0 && { imports }), ...(sealed.length > 0 && { sealed }) }
      await ports.out(jsonLine({ intervals, gaps, ...upToNow, undated, ...bySource, ...ofFiles }))
    } else {
      const fetched = intervals.map(
        ({ from, to, settled, narrowed }) =>
          `fetched\t${from}\t${to}\t${settled ? 'settled' : 'late entries may come'}${narrowed === undefined ? '' : `\tonly ${visible(narrowed)}`}\n`,
      )
      await ports.out(
        [
          ...fetched,
          ...imports.map(importLine),
          ...sealed.map(({ from, to, state, file }) => `sealed\t${from}\t${to}\t${state}\t${visible(file)}\n`),
          ...gaps.map(({ from, to, cause }) => `gap\t${from}\t${to}\t${cause}\n`),
          ...nothingNewer(upToNow),
          undatedLine(undated),
          ...sources.map(sourceLine),
        ].join(''),
      )
    }
    return exitCode.done
  })
}

const toldSource = ({ oldest, newest, ...source }: SourceCoverage): object => ({
  ...source,
  oldest: oldest === null ? null : iso(oldest),
  newest: newest === null ? null : iso(newest),
})

/** What is fetched is said of the source that is asked alone. */
const sourceLine = ({ name, entries, oldest, newest, asked }: SourceCoverage): string =>
  `source\t${oldest === null ? '' : iso(oldest)}\t${newest === null ? '' : iso(newest)}\t${visible(name)}: ${entries} entries, ${asked ? 'asked: fetched and gap are of it' : 'not asked: what it lacks is not known'}\n`

/** What was imported, a line a file: what it covers is what its first and its last entry say. */
function importsOf({ imports = [] }: Coverage) {
  const told = (ms: number | null): string | null => (ms === null ? null : iso(ms))
  return imports.flatMap(({ id, source, files }) =>
    files.map(({ file, sha256, rows, from, to, capped }) => ({ id, file, sha256, rows, from: told(from), to: told(to), source, capped })),
  )
}

function importLine({ id, file, rows, from, to, source, capped }: ReturnType<typeof importsOf>[number]): string {
  const cut = capped === null ? '' : '\tits console stops at so many rows: what is later is missing'
  return `imported\t${from ?? ''}\t${to ?? ''}\timport ${id}, ${visible(file)}, ${rows} rows, read by ${source}${cut}\n`
}

/** Entries that no interval holds. */
const undatedLine = (count: number): string => (count === 0 ? '' : `undated\t\t\t${undatedInWords(count)}\n`)

/** What is to be known of entries that are in no period. */
export const undatedInWords = (count: number): string =>
  count === 1 ? '1 entry has a time that cannot be read' : `${count} entries have a time that cannot be read`

/** When the tenant last had nothing newer than the newest entry. */
function nothingNewer({ newest, askedAt }: { readonly newest: string | null; readonly askedAt: string | null }): string[] {
  return askedAt === null ? [] : [`asked\t${newest ?? ''}\t${askedAt}\tnothing newer came\n`]
}
