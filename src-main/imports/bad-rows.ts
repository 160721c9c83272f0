import type { BadRow } from '@contract/import.ts'

const step = 500

/** All records of an import that did not fit, one line of JSON each. */
export async function badRowsText(
  ask: (asked: { offset: number; limit: number }) => Promise<{ readonly total: number; readonly rows: readonly BadRow[] }>,
): Promise<string> {
  const lines: string[] = []
  for (let total = Infinity; lines.length < total;) {
    const answer = await ask({ offset: lines.length, limit: step })
    if (answer.rows.length === 0) break
    total = answer.total
    for (const row of answer.rows) lines.push(`${JSON.stringify(row)}\n`)
  }
  return lines.join('')
}
