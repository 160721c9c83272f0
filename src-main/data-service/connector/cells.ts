/** The cells of a row. A quotation mark inside a bare cell, and what follows the end of a quoted one, are taken as they are. */
export function cellsOf(row: string, separator: string): string[] {
  const cells: string[] = []
  for (let at = 0; ;) {
    if (row.charCodeAt(at) === 34) {
      let text = ''
      let from = at + 1
      for (;;) {
        const close = row.indexOf('"', from)
        if (close < 0) {
          text += row.slice(from)
          at = row.length
          break
        }
        if (row.charCodeAt(close + 1) === 34) {
          text += row.slice(from, close + 1)
          from = close + 2
          continue
        }
        text += row.slice(from, close)
        const end = row.indexOf(separator, close + 1)
        at = end < 0 ? row.length : end
        text += row.slice(close + 1, at)
        break
      }
      cells.push(text)
    } else {
      const end = row.indexOf(separator, at)
      const to = end < 0 ? row.length : end
      cells.push(row.slice(at, to))
      at = to
    }
    if (at >= row.length) return cells
    at++
    if (at === row.length) {
      cells.push('')
      return cells
    }
  }
}

/** A row of these cells. */
export function rowOf(cells: readonly string[], separator = ','): string {
  return cells.map((cell) => (/["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator)
}

const separators = [',', ';', '\t', '|'] as const

/** What stands between the cells of a header: what is in it most often, outside of quotation marks. */
export function separatorOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '')
  const counts = separators.map((each) => bare.split(each).length)
  const most = Math.max(...counts)
  return most < 2 ? ',' : (separators[counts.indexOf(most)] as string)
}
