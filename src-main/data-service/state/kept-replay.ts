import type { Replay } from './replay.ts'

/** Another number when something else is kept, or when entries are played in another way. */
const layout = 1

/** What is played of a log, with what it was played of. */
export interface PlayedLog {
  readonly replay: Replay
  /** How many entries the cache had, and of how many the time was known. */
  readonly entries: number
  readonly known: number
  /** By key, what of its state was played. */
  readonly states: Uint8Array
  /** What was taken in of the dictionaries. */
  readonly values: { readonly resource: number; readonly target: number }
}

interface Head {
  readonly layout: number
  readonly entries: number
  readonly known: number
  /** It is as it was when all entries with a time had been played. */
  readonly isAtEnd: boolean
  readonly values: PlayedLog['values']
  readonly odd: readonly (readonly [number: number, json: string])[]
  /** How many numbers each column has. */
  readonly columns: readonly number[]
  readonly texts: number
  readonly bytes: number
}

const headBytes = 4

/** As bytes, in pieces; valid for as long as nothing is played. */
export function packReplay({ replay, entries, known, states, values }: PlayedLog, isAtEnd: boolean): Uint8Array[] {
  const columns = replay.memory.kept()
  const { bytes, ends, odd } = replay.texts.keep()
  const head: Head = {
    layout,
    entries,
    known,
    isAtEnd,
    values,
    odd,
    columns: columns.map(({ length }) => length),
    texts: ends.length,
    bytes: bytes.length,
  }
  const json = Buffer.from(JSON.stringify(head))
  // Numbers stand at multiples of four.
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 3, ' ')])
  const length = Buffer.alloc(headBytes)
  length.writeUInt32LE(padded.length)
  const numbers = [...columns, ends].map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength))
  return [length, padded, ...numbers, bytes, states]
}

/** Fills a fresh replay with what {@link packReplay} made. Null where it is of another layout. @throws where it is cut off */
export function unpackReplay(whole: Buffer, fresh: Replay): PlayedLog | null {
  const start = headBytes + whole.readUInt32LE(0)
  const head = JSON.parse(whole.toString('utf8', headBytes, start)) as Head
  if (head.layout !== layout) return null
  const sum = head.columns.reduce((all, each) => all + each, head.texts)
  const end = start + sum * 4 + head.bytes
  if (whole.length !== end + head.entries) throw new RangeError('what is kept of a replay is cut off')
  // Its own memory: numbers are looked at in place.
  const numbers = new Int32Array(whole.buffer.slice(whole.byteOffset + start, whole.byteOffset + start + sum * 4))
  let at = 0
  const next = (length: number): Int32Array => numbers.subarray(at, (at += length))
  fresh.memory.load(head.columns.map(next), head.isAtEnd ? head.known : null)
  const ends = next(head.texts)
  fresh.texts.load({ bytes: Buffer.from(whole.subarray(start + sum * 4, end)), ends, odd: head.odd })
  return { replay: fresh, entries: head.entries, known: head.known, states: Uint8Array.from(whole.subarray(end)), values: head.values }
}
