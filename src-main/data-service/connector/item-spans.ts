import type { EntryMapping } from '@contract/connector-entry.ts'
import { factNames, type OptionalFact } from '@contract/entry-facts.ts'
import { tokensOf } from '../../connector/pointer.ts'
import { textIn, textsOf, type FactText } from './fact-columns.ts'

/** Texts of facts that no dictionary holds. */
const factTexts = factNames.flatMap(textsOf).filter(({ dictionary }) => dictionary === undefined)
const factSpan = ({ fact, part }: Pick<FactText, 'fact' | 'part'>): FactSpan => (part === null ? fact : `${fact}.${part}`)

type FactSpan = OptionalFact | `${OptionalFact}.${string}`
export type SpanName = 'id' | 'timestamp' | 'action' | 'before' | 'after' | FactSpan
/** Members of an item that no dictionary holds: where each lies in the item's bytes is found without reading the item. */
export const spanNames: readonly SpanName[] = ['id', 'timestamp', 'action', ...factTexts.map(factSpan), 'before', 'after']
/** The span of a fact's text; null where a dictionary has it. */
export const spanOf = (text: FactText): SpanName | null => (text.dictionary ? null : factSpan(text))

/** By place in {@link spanNames} twice: where a member begins and ends. An absent one begins where it ends. */
export type Spans = Int32Array
export const newSpans = (): Spans => new Int32Array(spanNames.length * 2)

/** Writes where the members of the item in `[start, end)` lie. False where it has to be read instead. */
export type FindSpans = (bytes: Buffer, start: number, end: number, spans: Spans) => boolean

const quote = 34
const backslash = 92
const comma = 44
const colon = 58
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]

interface Member {
  readonly key: Buffer
  readonly place: number
  readonly inner?: Members
  readonly isJson?: boolean
}

/** What is wanted of an object. */
interface Members {
  readonly wanted: readonly Member[]
  /** With which names such an object began. */
  readonly first: Name[]
  /** How many more names are remembered. */
  room: number
}

/** A name as it stands in the bytes, with quotes and colon: a source names the members of its items in much the same order, so it need not be read to be known. */
interface Name {
  readonly bytes: Buffer
  readonly member: Member | undefined
  /** What followed it. */
  readonly next: Name[]
}

/** Names remembered in one place and of an object in all, and how long they may be. */
const [mostInPlace, mostNames, longestName] = [4, 200, 64]

const members = (wanted: readonly Member[]): Members => ({ wanted, first: [], room: mostNames })
const at = (name: SpanName): number => spanNames.indexOf(name) * 2
const text = (key: string, name: SpanName): Member => ({ key: Buffer.from(key), place: at(name) })
const json = (key: string, name: SpanName): Member => ({ ...text(key, name), isJson: true })
const object = (key: string, inner: readonly Member[]): Member => ({ key: Buffer.from(key), place: -1, inner: members(inner) })

/** What a definition says of the members; undefined in the place of one that has to be read. */
function wantedOf(mapping: EntryMapping): readonly (readonly [SpanName, unknown])[] {
  const { id, time, action, changes } = mapping
  // Changes of another form have to be read.
  const isTwoSides = changes === undefined || Object.keys(changes).every((name) => name === 'before' || name === 'after')
  const states = (isTwoSides ? (changes ?? {}) : { before: null }) as { readonly before?: unknown; readonly after?: unknown }
  return [
    ['id', id],
    ['timestamp', time.format === 'iso' ? time.from : null],
    ['action', action],
    ...factTexts.map((text) => [factSpan(text), textIn(mapping, text)] as const),
    ['before', states.before],
    ['after', states.after],
  ]
}

/** The members as a tree; null when one is not where a plain path of one or two names leads. */
function treeOf(mapping: EntryMapping): Members | null {
  const tree = new Map<string, Member>()
  for (const [name, pointer] of wantedOf(mapping)) {
    if (pointer === undefined) continue
    const tokens = typeof pointer === 'string' ? tokensOf(pointer) : []
    const [first, second] = tokens
    if (first === undefined || tokens.length > 2) return null
    const leaf = name === 'before' || name === 'after' ? json : text
    const known = tree.get(first)
    if (second === undefined ? known !== undefined : known && !known.inner) return null
    const inner = known?.inner?.wanted ?? []
    if (second !== undefined && inner.some(({ key }) => key.equals(Buffer.from(second)))) return null
    tree.set(first, second === undefined ? leaf(first, name) : object(first, [...inner, leaf(second, name)]))
  }
  return members([...tree.values()])
}

/** {@link findSpans} for the items of a definition; null when its members have to be read. */
export function compileSpans(mapping: EntryMapping): FindSpans | null {
  if (mapping.each ?? mapping.columns) return null
  const tree = treeOf(mapping)
  return tree && ((bytes, start, end, spans) => findSpans(tree, bytes, start, end, spans))
}

/**
 * Finds the members of an item in `bytes[start, end)`: texts without their quotes, `before` and `after` as JSON. Answers false for whatever is not plain (an escape in a text or a name, another type): then the item has to
 * be read. The bytes are JSON, as every committed item is.
 */
function findSpans(tree: Members, bytes: Buffer, start: number, end: number, spans: Spans): boolean {
  spans.fill(0)
  const from = past(bytes, start)
  return from < end && bytes[from] === openBrace && inObject(bytes, from, tree, spans) > 0
}

/** @returns where the object ends; 0 when something in it is not plain */
function inObject(bytes: Buffer, open: number, of: Members, spans: Spans): number {
  let i = past(bytes, open + 1)
  if (bytes[i] === closeBrace) return i + 1
  let names = of.first
  for (;;) {
    const name = known(names, bytes, i) ?? readName(bytes, i, of, names)
    if (!name) return 0
    names = name.next
    i = past(bytes, i + name.bytes.length)
    const { member } = name
    if (!member) i = valueEnd(bytes, i)
    else if (member.inner) {
      // Named twice, the last one counts, and nothing of the others.
      for (const { place } of member.inner.wanted) setSpan(spans, place, 0, 0)
      i = bytes[i] === openBrace ? inObject(bytes, i, member.inner, spans) : isNull(bytes, i) ? i + 4 : 0
    } else i = place(bytes, i, member, spans)
    if (i === 0) return 0
    i = past(bytes, i)
    if (bytes[i] === closeBrace) return i + 1
    if (bytes[i] !== comma) return 0
    i = past(bytes, i + 1)
  }
}

function known(names: readonly Name[], bytes: Buffer, from: number): Name | undefined {
  for (const name of names) {
    const text = name.bytes
    let i = 0
    while (i < text.length && text[i] === bytes[from + i]) i++
    if (i === text.length) return name
  }
  return undefined
}

/** The name that begins at `open`; null when it is not plain. */
function readName(bytes: Buffer, open: number, of: Members, names: Name[]): Name | null {
  const close = stringEnd(bytes, open)
  const colonAt = past(bytes, close)
  const key = bytes.subarray(open + 1, close - 1)
  if (bytes[colonAt] !== colon || key.includes(backslash)) return null
  const member = of.wanted.find((each) => each.key.equals(key))
  const name = { bytes: bytes.subarray(open, colonAt + 1), member, next: [] }
  if (names.length < mostInPlace && of.room > 0 && name.bytes.length <= longestName) {
    of.room--
    // A copy: it outlives the block that it stands in.
    names.push({ ...name, bytes: Buffer.from(name.bytes) })
  }
  return name
}

function setSpan(spans: Spans, place: number, from: number, to: number): void {
  spans[place] = from
  spans[place + 1] = to
}

/** Notes a member's value. @returns where it ends; 0 when it is not plain */
function place(bytes: Buffer, from: number, { place, isJson }: Member, spans: Spans): number {
  // Of what changed, all of what is named more than once counts: read, it is shown as that.
  if (isJson && spans[place + 1] !== 0) return 0
  if (isNull(bytes, from)) {
    setSpan(spans, place, isJson ? from : 0, isJson ? from : 0)
    return from + 4
  }
  if (isJson) {
    const end = valueEnd(bytes, from)
    setSpan(spans, place, from, end)
    return end
  }
  if (bytes[from] !== quote) return 0
  let i = from + 1
  while (inString[bytes[i] as number] === 0) i++
  setSpan(spans, place, from + 1, i)
  return bytes[i] === quote ? i + 1 : 0
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

/** By byte: what ends a string or continues it otherwise; what opens or closes a value. One look at a table is half the time of several comparisons. */
const inString = new Uint8Array(256)
inString[quote] = inString[backslash] = 1
const inValue = new Uint8Array(256)
inValue[quote] = 1
inValue[openBrace] = inValue[openBracket] = 2
inValue[closeBrace] = inValue[closeBracket] = 3

/** Past a string that begins at `open`. */
function stringEnd(bytes: Buffer, open: number): number {
  let i = open + 1
  for (;;) {
    while (inString[bytes[i] as number] === 0) i++
    if (bytes[i] !== backslash) return i + 1
    i += 2
  }
}

/** Bytes beyond which the runtime's own search is the faster one. */
const byHand = 24

/** {@link stringEnd} of a text that nobody wants: user agents are long. */
function longStringEnd(bytes: Buffer, open: number): number {
  let i = open + 1
  for (const hand = i + byHand; i < hand && inString[bytes[i] as number] === 0;) i++
  if (inString[bytes[i] as number] !== 0) return stringEnd(bytes, i - 1)
  const end = bytes.indexOf(quote, i)
  return bytes[end - 1] === backslash ? stringEnd(bytes, i - 1) : end + 1
}

function valueEnd(bytes: Buffer, from: number): number {
  const first = bytes[from]
  if (first === quote) return longStringEnd(bytes, from)
  let i = from
  if (first !== openBrace && first !== openBracket) {
    // A number or a word ends where something follows it.
    for (; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= 32) break
    }
    return i
  }
  let depth = 0
  while (i < bytes.length) {
    while (inValue[bytes[i] as number] === 0) i++
    const kind = inValue[bytes[i] as number]
    if (kind === 1) i = stringEnd(bytes, i)
    else if (kind === 2) depth += 1
    else if (--depth === 0) return i + 1
    if (kind !== 1) i++
  }
  return i
}

const isNull = (bytes: Buffer, from: number): boolean => bytes[from] === 110
