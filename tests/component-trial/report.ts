import type { By, PartName } from './parts.ts'

export interface Result {
  readonly part: PartName
  readonly by: By
  readonly criteria: readonly string[]
  readonly failed: { readonly name: string; readonly why: string }[]
  /** Bytes, minified: as they are, and packed; null for plain HTML. */
  readonly size: { readonly plain: number; readonly packed: number } | null
  /** Milliseconds from a click to the opened part. */
  readonly time: number | null
}

const kb = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)
const head = (names: readonly string[]): string => `| ${names.join(' | ')} |\n|${names.map(() => ' --- ').join('|')}|`

/** The table of all parts, and for each part its criteria side by side, as Markdown. */
export function reportOf(results: readonly Result[]): string {
  const summary = results.map(({ part, by, criteria, failed, size, time }) => {
    const passed = `${criteria.length - failed.length} of ${criteria.length}`
    return `| ${part} | ${by} | ${passed} | ${size ? `${kb(size.plain)} (${kb(size.packed)})` : 'HTML'} | ${time === null ? '' : Math.round(time)} |`
  })
  const parts = [...new Set(results.map(({ part }) => part))].map((part) => {
    const rows = results.filter((one) => one.part === part)
    const lines = (rows[0]?.criteria ?? []).map((name) => {
      const cells = rows.map(({ failed }) => {
        const found = failed.find((one) => one.name === name)
        return found ? `**no**${found.why ? `: ${found.why.replaceAll('|', '\\|').slice(0, 90)}` : ''}` : 'yes'
      })
      return `| ${name} | ${cells.join(' | ')} |`
    })
    return `## ${part}\n\n${head(['criterion', ...rows.map(({ by }) => by)])}\n${lines.join('\n')}\n`
  })
  return `${head(['part', 'by', 'passed', 'kB alone (packed)', 'ms to open'])}\n${summary.join('\n')}\n\n${parts.join('\n')}`
}
