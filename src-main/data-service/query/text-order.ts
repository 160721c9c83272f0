import { caseless, fold } from '@language/pattern.ts'

// eslint-disable-next-line no-control-regex -- the ASCII range is what is meant, without what is written otherwise
const plain = /^[\x02-\x7f]*$/
// eslint-disable-next-line no-control-regex -- likewise
const special = /[\0\x01]/g

/**
 * A text whose order by code points is the order of texts for a person: by what is left when letter case is folded, then by the text itself. Two texts
 * have the same when a filter takes them for one (`caseless`), and only then.
 */
export function orderKey(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  const own = caseless(text)
  // What only folds alike as a plain text comes after it, as its own characters do. The end of the one comes before every character of another.
  return `${written(fold(own))}\0${written(own)}`
}

/** Several texts, compared one after the other. */
export const orderKeyOfList = (texts: readonly string[]): string => texts.map((text) => `${written(orderKey(text))}\0`).join('')

/** Without the character that stands between texts; the order is the same. */
function written(text: string): string {
  return text.replace(special, (found) => (found === '\0' ? '\x01\x01' : '\x01\x02'))
}

/** A UTF-16 unit as a number in the order of code points: halves of characters come after what is whole; 0 is the end of a text. */
function unitAt(text: string, at: number): number {
  if (at >= text.length) return 0
  const unit = text.charCodeAt(at)
  return unit < 0xd800 ? unit + 1 : unit >= 0xe000 ? unit - 0x7ff : unit + 0x2001
}

/** By code points: as bytes of UTF-8 are compared. */
export function compareTexts(a: string, b: string): number {
  return compareFrom(a, b, 0)
}

function compareFrom(a: string, b: string, from: number): number {
  if (a === b) return 0
  const end = Math.min(a.length, b.length)
  let at = from
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return unitAt(a, at) - unitAt(b, at)
}

/** Ranges up to here are sorted by comparison. */
const few = 12
/** Units that are looked at between two places where work may stop. */
const step = 20_000

/**
 * Puts indexes of texts in the order of {@link compareTexts}, a piece at a time. Radix quicksort by one unit after the other (Bentley and Sedgewick, *Fast
 * Algorithms for Sorting and Searching Strings*, 1997): names of a tenant begin alike, and comparing them would read what is alike again and again.
 */
export function* sortTexts(texts: readonly string[], order: Uint32Array): Generator<void, void> {
  const stack = [0, order.length, 0]
  let done = 0
  while (stack.length > 0) {
    const depth = stack.pop() as number
    const end = stack.pop() as number
    const start = stack.pop() as number
    if (end - start <= few) {
      insertionSort(texts, order, start, end, depth)
      continue
    }
    const pivot = middleUnit(texts, order, start, end, depth)
    let [low, at, high] = [start, start, end]
    while (at < high) {
      const index = order[at] as number
      const unit = unitAt(texts[index] as string, depth)
      if (unit === pivot) at++
      else if (unit < pivot) {
        order[at++] = order[low] as number
        order[low++] = index
      } else {
        order[at] = order[--high] as number
        order[high] = index
      }
    }
    stack.push(start, low, depth, high, end, depth)
    if (pivot > 0) stack.push(low, high, depth + 1)
    done += end - start
    if (done > step) {
      done = 0
      yield
    }
  }
}

function insertionSort(texts: readonly string[], order: Uint32Array, start: number, end: number, depth: number): void {
  for (let i = start + 1; i < end; i++) {
    const index = order[i] as number
    const text = texts[index] as string
    let at = i
    while (at > start && compareFrom(texts[order[at - 1] as number] as string, text, depth) > 0) {
      order[at] = order[at - 1] as number
      at--
    }
    order[at] = index
  }
}

function middleUnit(texts: readonly string[], order: Uint32Array, start: number, end: number, depth: number): number {
  const unit = (place: number): number => unitAt(texts[order[place] as number] as string, depth)
  const [a, b, c] = [unit(start), unit((start + end) >>> 1), unit(end - 1)]
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
