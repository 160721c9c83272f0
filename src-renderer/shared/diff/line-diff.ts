import { diffArrays } from 'diff'
import { jsonLines } from '../json/json-text.ts'
import type { JsonLine } from '../json/json-text.ts'

export interface DiffLine extends JsonLine {
  readonly kind: 'same' | 'added' | 'removed'
}
/** Unchanged lines that are folded away. */
export interface LineFold {
  readonly kind: 'fold'
  readonly lines: readonly DiffLine[]
}

/** The comma after the last of a list is layout: without this, adding one more would change two lines. */
const meaning = (line: JsonLine): string => `${line.indent} ${line.key}${line.rest.replace(/,$/, '')}`

/** More edits than this and the shortest way takes too long to find; then one block replaces the other. */
const maxEdits = 1500
const maxLines = 40_000

/** Two JSON texts as lines of a unified diff. Null stands for no value: it has no lines. */
export function diffJsonLines(before: string | null, after: string | null): readonly DiffLine[] {
  const old = linesOf(before)
  const now = linesOf(after)
  const oldMeaning = old.map(meaning)
  const nowMeaning = now.map(meaning)
  let head = 0
  while (head < old.length && head < now.length && oldMeaning[head] === nowMeaning[head]) head += 1
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && oldMeaning.at(-1 - tail) === nowMeaning.at(-1 - tail)) tail += 1

  const lines: DiffLine[] = []
  let [oldAt, nowAt] = [0, 0]
  const take = (kind: DiffLine['kind'], count: number): void => {
    for (let taken = 0; taken < count; taken++) {
      const line = kind === 'removed' ? old[oldAt] : now[nowAt]
      if (line) lines.push({ kind, ...line })
      if (kind !== 'added') oldAt += 1
      if (kind !== 'removed') nowAt += 1
    }
  }
  take('same', head)
  const [oldMiddle, nowMiddle] = [oldMeaning.slice(head, old.length - tail), nowMeaning.slice(head, now.length - tail)]
  const parts = diffArrays(oldMiddle, nowMiddle, { maxEditLength: maxEdits })
  if (parts) for (const part of parts) take(part.added ? 'added' : part.removed ? 'removed' : 'same', part.value.length)
  else {
    take('removed', oldMiddle.length)
    take('added', nowMiddle.length)
  }
  take('same', tail)
  return lines
}

function linesOf(text: string | null): readonly JsonLine[] {
  if (text === null) return []
  const lines: JsonLine[] = []
  for (const line of jsonLines(text)) {
    if (lines.length >= maxLines) return [...lines, { indent: 0, key: '', rest: `… more than ${maxLines.toLocaleString('en')} lines` }]
    lines.push(line)
  }
  return lines
}

/** Runs of unchanged lines folded to `context` lines beside each change; a fold hides three lines at least. */
export function foldLines(lines: readonly DiffLine[], context = 3): readonly (DiffLine | LineFold)[] {
  const near = new Uint8Array(lines.length)
  lines.forEach((line, at) => {
    if (line.kind !== 'same') near.fill(1, Math.max(0, at - context), Math.min(lines.length, at + context + 1))
  })
  const folded: (DiffLine | LineFold)[] = []
  for (let at = 0; at < lines.length;) {
    let end = at
    while (end < lines.length && near[end] === 0) end += 1
    const hidden = lines.slice(at, end)
    if (hidden.length >= 3) folded.push({ kind: 'fold', lines: hidden })
    else folded.push(...hidden)
    const line = lines[end]
    if (line) folded.push(line)
    at = end + 1
  }
  return folded
}
