import { readFileSync, statSync } from 'node:fs'
import { mostPatterns } from '@contract/access.ts'
import { UsageFailure } from './exit-code.ts'

/** More than ten thousand patterns of the longest take. */
const mostBytes = 16 * 1024 * 1024

/**
 * What counts as privileged, from a CSV file with the header `pattern`: one a line, the first cell. UTF-8, with or without a byte order mark; empty lines count
 * for nothing.
 * @throws UsageFailure
 */
export function patternsIn(file: string): string[] {
  if (statSync(file).size > mostBytes) throw new UsageFailure(`${file} is too large for a list of patterns.`)
  const [header = '', ...rows] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/)
    .map(firstCell)
  if (header.toLowerCase() !== 'pattern') throw new UsageFailure(`${file} has no column “pattern”: its first line has to be that word.`)
  const patterns = rows.filter((text) => text !== '')
  if (patterns.length > mostPatterns) throw new UsageFailure(`${file} holds more than ${mostPatterns} patterns.`)
  return patterns
}

function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)
  return (quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (line.split(/[,;\t]/, 1)[0] ?? '')).trim()
}
