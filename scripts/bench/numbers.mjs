/**
 * The value below which the given share of the numbers lies (nearest rank).
 * @param {readonly number[]} numbers
 * @param {number} share
 * @returns {number}
 */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN
}

export const median = (numbers) => percentile(numbers, 0.5)

/**
 * Rows of equal length as a Markdown table.
 * @param {readonly string[]} head
 * @param {readonly (readonly unknown[])[]} rows
 * @returns {string}
 */
export function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)))
  const line = (cells) => `| ${cells.map((cell, i) => String(cell).padEnd(widths[i])).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
