import { isAscii } from 'node:buffer'
import { AppFailure, fail } from '@contract/errors.ts'
import { parseNumbers } from '@contract/exact-json-reader.ts'
import { withinLevels } from './levels.ts'

/** A page taken apart: each item's text, the same as bytes of the page's own, and the page's other members as values. */
export interface SplitPage {
  readonly items: string[]
  readonly raws: Buffer[]
  readonly rest: unknown
  /** False for a page in which the list is absent or null. */
  readonly hasList: boolean
}

/** Items of one page: what a source sends is not for it to decide when each takes memory of its own. */
const mostItems = 250_000
/** Characters of a page beside its items that are read, in all. */
const mostRest = 4_000_000

/** Something else stands where the list of items should. */
export class NoList extends AppFailure {}

/**
 * Splits a page into the exact bytes of each item, without changing one of them. `path` leads through the page's objects
 * to the list of items; empty for a page that is the list. Where it is absent or null there are no items. Fails with `invalid-page` on what is
 * not JSON or has more than one list there, with {@link NoList} where something else stands there, with `not-the-tenant` on HTML.
 *
 * Everything that JSON's structure is made of is ASCII, so the page is scanned a character a byte; only texts that hold
 * more are decoded.
 */
export function splitPage(body: Uint8Array, path: readonly string[]): SplitPage {
  const bytes = withoutMark(body)
  const scanner = new Scanner(bytes)
  scanner.space()
  if (scanner.peek() === '<') {
    throw fail(
      'not-the-tenant',
      'Something between you and the tenant answered with a web page instead of the log.',
      'Sign in to the network (or VPN), check the tenant URL, then sync again.',
    )
  }
  const items: string[] = []
  const raws: Buffer[] = []
  let lists = 0
  const list = (): void => {
    lists++
    scanner.array(() => {
      if (items.length >= mostItems) throw tooMuch(`more than ${mostItems} entries`)
      const from = scanner.position
      items.push(scanner.take(() => scanner.value()))
      raws.push(bytes.subarray(from, scanner.position))
    })
  }
  /** The value here, without the items. */
  const read = (depth: number): unknown => {
    const next = scanner.peek()
    if (depth === path.length && next === '[') return list()
    if (depth === path.length || next !== '{') return anythingElse(other(), depth)
    const members: [string, unknown][] = []
    scanner.object((key) => void members.push([key, key === path[depth] ? read(depth + 1) : other()]))
    return Object.fromEntries(members)
  }
  /** What stands where the list should be, the first of it. */
  const instead: string[] = []
  let besides = 0
  /** The value here, which is no part of the list: read within limits, because a value may take fifty times the memory of its text. */
  const other = (): unknown => {
    const text = scanner.take(() => scanner.value())
    if ((besides += text.length) > mostRest) throw tooMuch(`more than ${mostRest} characters beside its entries`)
    return readNumbers(text)
  }
  const anythingElse = (value: unknown, depth: number): unknown => {
    if (value !== null && instead.length === 0)
      instead.push(`${nameOf(value)} stands at ${depth === 0 ? 'its top' : `/${path.slice(0, depth).join('/')}`}`)
    return value
  }
  const rest = read(0)
  scanner.space()
  if (!scanner.atEnd && (scanner.peek() === '{' || scanner.peek() === '[')) throw noList('one JSON text follows another')
  if (!scanner.atEnd || lists > 1) throw notAPage()
  if (instead[0] !== undefined) throw noList(instead[0])
  return { items, raws, rest, hasList: lists === 1 }
}

function nameOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function noList(instead: string): NoList {
  const { message, next } = notAPage().error
  return new NoList({ code: 'invalid-page', message, next, details: instead })
}

/** A byte order mark stands for nothing. */
function withoutMark(body: Uint8Array): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function tooMuch(details: string): AppFailure {
  return fail(
    'page-too-large',
    `The tenant sent a page that holds more than the application takes: ${details}.`,
    'The sync tries smaller pages by itself; at the smallest, tell your administrator.',
  )
}

function notAPage(): AppFailure {
  return fail(
    'invalid-page',
    'The tenant sent a page that is cut off or is not valid JSON.',
    'Sync again; smaller pages are tried by themselves.',
  )
}

/**
 * The value of one item, without what is nested deeper than is read. Text that is not JSON means that the whole page is broken: where its
 * items end is not known either.
 */
export function parseItem(text: string): unknown {
  try {
    return JSON.parse(withinLevels(text))
  } catch {
    throw notAPage()
  }
}

/** The same, with numbers as they were written. */
export function readNumbers(text: string): unknown {
  try {
    return parseNumbers(withinLevels(text))
  } catch {
    throw notAPage()
  }
}

/** Finds where JSON values begin and end. It does not judge what is inside scalars: `JSON.parse` does, item by item. */
class Scanner {
  private at = 0
  private depth = 0
  /** A character a byte. */
  private readonly text: string
  private readonly isPlain: boolean

  constructor(private readonly bytes: Buffer) {
    this.text = bytes.toString('latin1')
    this.isPlain = isAscii(bytes)
  }

  get position(): number {
    return this.at
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  peek(): string | undefined {
    return this.text[this.at]
  }

  space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.at++
    }
  }

  /** What `read` goes past, as text. */
  take(read: () => void): string {
    const from = this.at
    read()
    if (this.isPlain) return this.text.slice(from, this.at)
    const bytes = this.bytes.subarray(from, this.at)
    return isAscii(bytes) ? this.text.slice(from, this.at) : bytes.toString('utf8')
  }

  object(member: (key: string) => void): void {
    this.inside('{', '}', () => {
      if (this.peek() !== '"') throw notAPage()
      const key = parseItem(this.take(() => this.string())) as string
      this.space()
      this.expect(':')
      this.space()
      member(key)
    })
  }

  array(element: () => void): void {
    this.inside('[', ']', element)
  }

  value(): void {
    const first = this.peek()
    if (first === '"') this.string()
    else if (first === '{' || first === '[') this.skipNested()
    else this.scalar()
  }

  private inside(open: string, close: string, read: () => void): void {
    this.expect(open)
    if (++this.depth > 512) throw notAPage()
    this.space()
    if (this.peek() === close) this.at++
    else {
      for (;;) {
        read()
        this.space()
        const next = this.text[this.at++]
        if (next === close) break
        if (next !== ',') throw notAPage()
        this.space()
      }
    }
    this.depth--
  }

  /** Past the end of an object or array: only brackets outside strings count. */
  private skipNested(): void {
    let depth = 0
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at)
      if (code === 34) {
        this.string()
        continue
      }
      this.at++
      if (code === 123 || code === 91) depth++
      else if ((code === 125 || code === 93) && --depth === 0) return
    }
    throw notAPage()
  }

  private string(): void {
    let from = this.at + 1
    for (;;) {
      const quote = this.text.indexOf('"', from)
      if (quote < 0) throw notAPage()
      let backslashes = 0
      while (this.text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++
      if (backslashes % 2 === 0) {
        this.at = quote + 1
        return
      }
      from = quote + 1
    }
  }

  private scalar(): void {
    const from = this.at
    while (this.at < this.text.length && !',]} \n\r\t'.includes(this.text[this.at] as string)) this.at++
    if (this.at === from) throw notAPage()
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) throw notAPage()
    this.at++
  }
}
