import type { ImportedFile } from '@contract/import.ts'
import type { TimeRange } from '@contract/log.ts'
import type { Coverage, CoverageGap, CoverageInterval } from '@contract/sync.ts'
import { countText } from '../../composables/number-format.ts'
import { gapCauseText } from './sync-text.ts'

/** A stretch of time in the table of what was fetched and what was not. */
export interface CoverageLine {
  readonly from: number
  readonly to: number
  /** `ours`: fetched, and since forgotten by the tenant. `part`: fetched through a filter, the rest of that time is a gap. `file`: imported. */
  readonly kind: 'fetched' | 'fresh' | 'ours' | 'part' | 'gap' | 'file'
  readonly words: string
  /** By this machine's clock, ms; null for a gap. */
  readonly fetchedAt: number | null
  /** Null for what was fetched, and for what cannot be had any more. */
  readonly gap: CoverageGap | null
}

export function intervalText({ settled, narrowed }: CoverageInterval): string {
  const state = settled ? 'settled' : 'provisional: it is read again for late entries'
  return `Fetched${narrowed === null ? '' : ` only ${narrowed}`}, ${state}`
}

/** `Imported from okta.csv, rows 1 to 1,284`: the file covers what its first and last entry say. */
export function importedText({ file, rows, capped }: ImportedFile): string {
  const whole = `Imported from ${file}, rows 1 to ${countText(rows)}`
  return capped === null ? whole : `${whole}: as many as its console writes into one file, nothing is known after the last one`
}

/** What was fetched, cut at the tenant's retention edge, and what was not; newest first. */
export function coverageLines({ intervals, gaps, retention, oldest, imports = [] }: Coverage): readonly CoverageLine[] {
  const forgotten = retention?.oldest ?? null
  // Nothing is said of time that the tenant has forgotten and that holds nothing here either.
  const edge = forgotten !== null && oldest !== null && oldest < forgotten ? forgotten : -Infinity
  const fetched = intervals.flatMap((interval): CoverageLine[] => {
    const { from, to, fetchedAt, settled, narrowed } = interval
    const kept = {
      from: Math.max(from, edge),
      to,
      kind: narrowed !== null ? ('part' as const) : settled ? ('fetched' as const) : ('fresh' as const),
      words: intervalText(interval),
    }
    const ours = { from, to: Math.min(to, edge), kind: 'ours' as const, words: 'Kept here; the tenant has since forgotten it' }
    return [ours, kept].filter((line) => line.to > line.from).map((line) => ({ ...line, fetchedAt, gap: null }))
  })
  const lines = joined(fetched.sort((a, b) => b.to - a.to))
  const missing = gaps.map((gap): CoverageLine => {
    const { from, to, cause } = gap
    // The connector asks for a part only: to fetch it again would bring no more.
    const isPart = cause !== 'beyond-retention' && partlyFetched(gap, intervals) !== null
    const words = isPart ? 'Everything else of that time' : gapCauseText[cause]
    return { from, to, kind: 'gap', words, fetchedAt: null, gap: isPart || cause === 'beyond-retention' ? null : gap }
  })
  const imported = imports.flatMap(({ files, at }) =>
    files.flatMap((file): CoverageLine[] => {
      if (file.from === null || file.to === null) return []
      return [{ from: file.from, to: file.to + 1, kind: 'file', words: importedText(file), fetchedAt: at, gap: null }]
    }),
  )
  return [...lines, ...missing, ...imported].sort((a, b) => b.to - a.to)
}

/** What was fetched of all of a stretch through a filter at the source; null when not all of it was asked for even so. */
export function partlyFetched({ from, to }: TimeRange, intervals: readonly CoverageInterval[]): string | null {
  const parts = intervals.filter((each) => each.narrowed !== null && each.from < to && each.to > from).sort((a, b) => a.from - b.from)
  let reached = from
  for (const part of parts) {
    if (part.from > reached) return null
    reached = Math.max(reached, part.to)
  }
  return reached < to ? null : [...new Set(parts.map(({ narrowed }) => narrowed))].join(', ')
}

/** Lines that touch and say the same as one: how often a provisional time was read again is not a person's concern. */
function joined(lines: readonly CoverageLine[]): readonly CoverageLine[] {
  const result: CoverageLine[] = []
  for (const line of lines) {
    const above = result.at(-1)
    if (above?.kind !== line.kind || above.words !== line.words || above.from !== line.to) result.push(line)
    else result[result.length - 1] = { ...above, from: line.from, fetchedAt: Math.max(above.fetchedAt ?? 0, line.fetchedAt ?? 0) }
  }
  return result
}
