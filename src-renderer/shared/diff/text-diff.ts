import { diffWordsWithSpace } from 'diff'

/** A run of text that both sides share, or that only one of them has. */
export interface TextRun {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** More edits than this and the search for the shortest way takes longer than a blink; such texts are simply two texts. */
const maxEdits = 400
/** Longer texts, but for what they begin and end with alike, are not taken apart into words. */
const maxLength = 400_000

/**
 * Two texts as runs: joined without the added ones they are `before`, without the removed ones `after`. The words that changed
 * are marked. Null when the texts share too little for marks to help, or differ in more than 400 places.
 */
export function diffText(before: string, after: string): readonly TextRun[] | null {
  const head = sharedHead(before, after)
  const tail = sharedTail(before, after, head)
  if (before.length + after.length - 2 * (head + tail) > maxLength) return null
  const middle = diffWordsWithSpace(before.slice(head, before.length - tail), after.slice(head, after.length - tail), {
    maxEditLength: maxEdits,
  })
  if (!middle) return null
  const runs = join([
    { kind: 'same', text: before.slice(0, head) },
    ...middle.map((part): TextRun => ({ kind: part.added ? 'added' : part.removed ? 'removed' : 'same', text: part.value })),
    { kind: 'same', text: before.slice(before.length - tail) },
  ])
  return sharesEnough(runs) ? runs : null
}

const isWordPart = (text: string, at: number): boolean =>
  /[\p{L}\p{N}\p{M}_]/u.test(text.charAt(at)) || /[\ud800-\udfff]/.test(text.charAt(at))

/** Length of what both begin with, ending between words. */
function sharedHead(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  while (length > 0 && isWordPart(a, length - 1)) length -= 1
  return length
}

/** Length of what both end with, beginning between words and after the first `head` units. */
function sharedTail(a: string, b: string, head: number): number {
  const most = Math.min(a.length, b.length) - head
  let length = 0
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length += 1
  while (length > 0 && isWordPart(a, a.length - length)) length -= 1
  return length
}

/** Neighbours of one kind as one run; a single space between two changes belongs to both, so that marks do not flicker word by word. */
function join(runs: readonly TextRun[]): TextRun[] {
  const joined: TextRun[] = []
  const push = (run: TextRun): void => {
    const last = joined.at(-1)
    if (run.text === '') return
    if (last?.kind === run.kind) joined[joined.length - 1] = { kind: run.kind, text: last.text + run.text }
    else joined.push(run)
  }
  let removed = ''
  let added = ''
  const flush = (): void => {
    push({ kind: 'removed', text: removed })
    push({ kind: 'added', text: added })
    removed = added = ''
  }
  runs.forEach((run, at) => {
    const bridges =
      run.kind === 'same' && /^[^\p{L}\p{N}]{1,3}$/u.test(run.text) && removed !== '' && added !== '' && changesBoth(runs, at + 1)
    if (run.kind === 'removed' || bridges) removed += run.text
    if (run.kind === 'added' || bridges) added += run.text
    if (run.kind === 'same' && !bridges) {
      flush()
      push(run)
    }
  })
  flush()
  return joined
}

/** Whether a removal and an addition both follow before anything shared does. */
function changesBoth(runs: readonly TextRun[], from: number): boolean {
  const kinds = new Set<TextRun['kind']>()
  for (const run of runs.slice(from, from + 2)) kinds.add(run.kind)
  return kinds.has('removed') && kinds.has('added')
}

function sharesEnough(runs: readonly TextRun[]): boolean {
  const length = (kind: TextRun['kind']): number =>
    runs.reduce((sum, run) => sum + (run.kind === kind ? run.text.replace(/[^\p{L}\p{N}]/gu, '').length : 0), 0)
  return length('same') >= 0.3 * Math.min(length('same') + length('removed'), length('same') + length('added'))
}

/** A stretch of unchanged text that is folded away: its text, and the runs around it. */
export type FoldedRun = TextRun | { readonly kind: 'folded'; readonly text: string }

/** Long unchanged stretches folded to `context` UTF-16 units beside each change. */
export function foldText(runs: readonly TextRun[], context = 160): readonly FoldedRun[] {
  return runs.flatMap((run, at): readonly FoldedRun[] => {
    const [first, last] = [at === 0, at === runs.length - 1]
    const [left, right] = [first ? 0 : context, last ? 0 : context]
    if (run.kind !== 'same' || (first && last) || run.text.length < left + right + 200) return [run]
    const from = boundary(run.text, left, 1)
    const to = boundary(run.text, run.text.length - right, -1)
    return [
      { kind: 'same' as const, text: run.text.slice(0, from) },
      { kind: 'folded' as const, text: run.text.slice(from, to) },
      { kind: 'same' as const, text: run.text.slice(to) },
    ].filter((part) => part.text !== '')
  })
}

/** The nearest place between words, at most 40 units on. */
function boundary(text: string, from: number, step: 1 | -1): number {
  let place = from
  while (place > 0 && place < text.length && Math.abs(place - from) < 40 && isWordPart(text, place) && isWordPart(text, place - 1))
    place += step
  // Never inside a surrogate pair.
  return /[\udc00-\udfff]/.test(text.charAt(place)) ? place + 1 : place
}
