import { sha256 } from './sha256.ts'

/** What begins the mark of a part: no JSON value and no row of a table ends with it. */
const partSign = 13
/** No record holds as many parts. */
const largest = 2 ** 30

/**
 * Where a record holds several entries, each is kept with the record's own text, and behind it a mark that says which of them it is: none behind the
 * first, then a carriage return and its number in binary, a tab for one and a space for nought. As JSON the text stays what it was, each entry can be read
 * from its text alone, and where texts are packed together the repetition takes no room. The mark belongs to the cache: whoever shows, hashes or hands
 * out a text takes it off by {@link recordIn}.
 */
export function partText(record: Buffer, part: number): Buffer {
  if (part === 0) return record
  return Buffer.concat([record, Buffer.from(`\r${part.toString(2).replaceAll('1', '\t').replaceAll('0', ' ')}`)])
}

/** Which part of its record a text is. */
export function partOf(text: string): number {
  let [part, unit] = [0, 1]
  for (let at = text.length - 1; at >= 0 && unit <= largest; at--, unit *= 2) {
    const code = text.charCodeAt(at)
    if (code === 9) part += unit
    else if (code !== 32) return code === partSign ? part : 0
  }
  return 0
}

/** The record's own text: a text of the cache without the mark of its part. */
export function recordIn(text: Buffer): Buffer {
  return text.subarray(0, recordEnd(text, 0, text.length))
}

/** Where the record ends in a text at `bytes[start, end)`. */
export function recordEnd(bytes: Buffer, start: number, end: number): number {
  let at = end
  while (at > start && (bytes[at - 1] === 9 || bytes[at - 1] === 32)) at--
  return at < end && at > start && bytes[at - 1] === partSign && bytes[at] === 9 ? at - 1 : end
}

/** SHA-256 of the record's own text, in hex: what stands for a text of the cache wherever it is proved. */
export const textHash = (text: Buffer): string => sha256(recordIn(text))
