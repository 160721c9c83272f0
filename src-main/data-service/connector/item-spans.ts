import type { EntryMapping } from '@contract/connector-entry.ts'
import { tokensOf } from '../../connector/pointer.ts'
import type { Connector } from './connector.ts'

/** Members of an item that no dictionary holds: where each lies in the item's bytes is found without reading the item. */
export const spanNames = ['id', 'timestamp', 'action', 'requestId', 'code', 'message', 'before', 'after'] as const
export type SpanName = (typeof spanNames)[number]

/** By place in {@link spanNames} twice: where a member begins and ends. An absent one begins where it ends. */
export type Spans = Int32Array
export const newSpans = (): Spans => new Int32Array(spanNames.length * 2)

const quote = 34
const backslash = 92
const comma = 44
const colon = 58
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]

type Members = readonly { readonly key: Buffer; readonly place: number; readonly inner?: Members; readonly isJson?: boolean }[]
const at = (name: SpanName): number => spanNames.indexOf(name) * 2
const text = (key: string, name: SpanName): Members[number] => ({ key: Buffer.from(key), place: at(name) })
const json = (key: string, name: SpanName): Members[number] => ({ ...text(key, name), isJson: true })
const object = (key: string, inner: Members): Members[number] => ({ key: Buffer.from(key), place: -1, inner })

/** What a definition says of the members; undefined in the place of one that has to be read. */
function wantedOf({ id, time, action, requestId, reason, changes }: EntryMapping): readonly (readonly [SpanName, unknown])[] {
  // Changes of another form have to be read.
  const states: { readonly before?: unknown; readonly after?: unknown } =
    changes === undefined ? {} : 'list' in changes || 'pairs' in changes ? { before: null } : changes
  return [
    ['id', id],
    ['timestamp', time.format === 'iso' ? time.from : null],
    ['action', action],
    ['requestId', requestId],
    ['code', reason?.code],
    ['message', reason?.message],
    ['before', states.before],
    ['after', states.after],
  ]
}

/** The members as a tree; null when one is not where a plain path of one or two names leads. */
function treeOf(mapping: EntryMapping): Members | null {
  const tree = new Map<string, Members[number]>()
  for (const [name, pointer] of wantedOf(mapping)) {
    if (pointer === undefined) continue
    const tokens = typeof pointer === 'string' ? tokensOf(pointer) : []
    const [first, second] = tokens
    if (first === undefined || tokens.length > 2) return null
    const leaf = name === 'before' || name === 'after' ? json : text
    const known = tree.get(first)
    if (second === undefined ? known !== undefined : known && !known.inner) return null
    const inner = known?.inner ?? []
    if (second !== undefined && inner.some(({ key }) => key.equals(Buffer.from(second)))) return null
    tree.set(first, second === undefined ? leaf(first, name) : object(first, [...inner, leaf(second, name)]))
  }
  return [...tree.values()]
}

/** {@link findSpans} for the items of a definition; null when its members have to be read. */
export function compileSpans(mapping: EntryMapping): NonNullable<Connector['findSpans']> | null {
  const members = treeOf(mapping)
  return members && ((bytes, start, end, spans) => findSpans(members, bytes, start, end, spans))
}

/**
 * Finds the members of an item in `bytes[start, end)`: texts without their quotes, `before` and `after` as JSON. Answers false for whatever is not plain (an escape in a text or a name, another type): then the item has to
 * be read. The bytes are JSON, as every committed item is.
 */
function findSpans(members: Members, bytes: Buffer, start: number, end: number, spans: Spans): boolean {
  spans.fill(0)
  const from = past(bytes, start)
  return from < end && bytes[from] === openBrace && inObject(bytes, from, members, spans) > 0
}

/** @returns where the object ends; 0 when something in it is not plain */
function inObject(bytes: Buffer, open: number, wanted: Members, spans: Spans): number {
  let i = past(bytes, open + 1)
  if (bytes[i] === closeBrace) return i + 1
  for (;;) {
    const keyFrom = i + 1
    i = stringEnd(bytes, i)
    const member = named(bytes, keyFrom, i - 1, wanted)
    if (member === null) return 0
    i = past(bytes, i)
    if (bytes[i] !== colon) return 0
    i = past(bytes, i + 1)
    const valueFrom = i
    if (!member) i = valueEnd(bytes, i)
    else if (member.inner) {
      // Named twice, the last one counts, and nothing of the others.
      for (const { place } of member.inner) spans.fill(0, place, place + 2)
      i = bytes[i] === openBrace ? inObject(bytes, i, member.inner, spans) : isNull(bytes, i) ? i + 4 : 0
      if (i === 0) return 0
    } else {
      i = valueEnd(bytes, i)
      if (!place(bytes, valueFrom, i, member, spans)) return 0
    }
    i = past(bytes, i)
    if (bytes[i] === closeBrace) return i + 1
    if (bytes[i] !== comma) return 0
    i = past(bytes, i + 1)
  }
}

/** Notes a member's value. @returns false when it is not plain */
function place(bytes: Buffer, from: number, to: number, member: Members[number], spans: Spans): boolean {
  if (isNull(bytes, from)) spans.fill(0, member.place, member.place + 2)
  else if (member.isJson) spans.set([from, to], member.place)
  else {
    if (bytes[from] !== quote) return false
    for (let i = from + 1; i < to - 1; i++) if (bytes[i] === backslash) return false
    spans.set([from + 1, to - 1], member.place)
  }
  return true
}

/** The member of that name; undefined when none is wanted, null when the name is escaped. */
function named(bytes: Buffer, from: number, to: number, wanted: Members): Members[number] | undefined | null {
  for (let i = from; i < to; i++) if (bytes[i] === backslash) return null
  for (const member of wanted) {
    const { key } = member
    if (key.length !== to - from) continue
    let same = true
    for (let i = 0; same && i < key.length; i++) same = key[i] === bytes[from + i]
    if (same) return member
  }
  return undefined
}

/** Past blanks. */
function past(bytes: Buffer, from: number): number {
  let i = from
  for (;;) {
    const byte = bytes[i]
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return i
    i++
  }
}

/** Past a string that begins at `open`. */
function stringEnd(bytes: Buffer, open: number): number {
  let i = open + 1
  for (; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === backslash) i++
    else if (byte === quote) return i + 1
  }
  return i
}

function valueEnd(bytes: Buffer, from: number): number {
  const first = bytes[from]
  if (first === quote) return stringEnd(bytes, from)
  let i = from
  if (first !== openBrace && first !== openBracket) {
    // A number or a word ends where something follows it.
    for (; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= 32) break
    }
    return i
  }
  for (let depth = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === quote) i = stringEnd(bytes, i) - 1
    else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return i + 1
  }
  return i
}

const isNull = (bytes: Buffer, from: number): boolean => bytes[from] === 110
