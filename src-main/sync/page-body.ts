import { isUtf8 } from 'node:buffer'
import { tokensOf } from '../connector/pointer.ts'
import type { Deadlines } from './deadlines.ts'
import { ItemSieve, type Sieved } from './item-sieve.ts'
import { bodyFailure } from './network-failure.ts'
import { isWord } from './page-word.ts'
import type { PageAsk, RequestBuilder } from './request-builder.ts'
import { notTheTenant, RequestFailure } from './request-failure.ts'
import { brokenPage, notJson, tooLarge } from './status-failure.ts'

/** White space and the bytes of a byte order mark: what may stand before anything. */
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])
const lessThan = 0x3c
/** What a page can begin with: `{`, `[`, or the n of null. */
const pageBegins: ReadonlySet<number> = new Set([0x7b, 0x5b, 0x6e])
/** JSON by the line, or none. */
const otherForm = /\b(csv|tab-separated-values|ndjson|jsonl|jsonlines|x-jsonlines|json-seq|json-lines)\b/i

/** An entry of so many times the largest page is read past, no more. */
const mostSieved = 8

interface BodyAsked {
  readonly deadlines: Deadlines
  readonly asked: string
  readonly ask: PageAsk
  readonly maxBytes: number
  readonly builder: RequestBuilder
}

/** The body: UTF-8, strictly, and not empty; at most `maxBytes` after inflating. */
export async function pageBody(
  response: Response,
  { deadlines, asked, ask: { cursor, limit }, maxBytes, builder: { definition, pageSize } }: BodyAsked,
): Promise<Sieved> {
  const isFirst = cursor === null
  let sieve: ItemSieve | null = null
  const type = response.headers.get('content-type') ?? 'no type'
  if (otherForm.test(type)) throw notJson(`${asked} answered 200 with ${type}`, isFirst)
  const received: Uint8Array[] = []
  let bytes = 0
  let begun = false
  deadlines.enter('firstByteMs')
  try {
    for await (const chunk of pieces(response, deadlines)) {
      deadlines.enter('idleMs')
      bytes += chunk.byteLength
      if (bytes > maxBytes && !sieve) {
        // No page can be smaller: what is too large in it is left out.
        if (limit > pageSize.min) throw tooLarge(`${asked}: more than ${maxBytes} bytes after inflating`)
        sieve = new ItemSieve(tokensOf(definition.items), maxBytes, 'entry-too-large')
        for (const each of received.splice(0)) sieve.write(each)
      }
      sieve?.write(chunk)
      if (sieve && (sieve.held > maxBytes || bytes > maxBytes * mostSieved)) {
        throw tooLarge(`${asked}: more than ${maxBytes} bytes after inflating, at the smallest page`)
      }
      if (!sieve) received.push(chunk)
      if (begun) continue
      const first = chunk.find((byte) => !blank.has(byte))
      begun = first !== undefined
      if (first === lessThan) throw notTheTenant(`${asked} answered 200 with markup`)
      if (first !== undefined && !pageBegins.has(first)) throw notJson(`${asked} answered 200 with ${type}`, isFirst)
    }
  } catch (thrown) {
    throw deadlines.cause ?? (thrown instanceof RequestFailure ? thrown : bodyFailure(thrown, asked))
  }
  if (!begun) throw brokenPage('The tenant answered without a page.', `${asked} answered 200 with an empty body`)
  const page: Sieved = sieve?.end() ?? { body: Buffer.concat(received), leftOut: [] }
  const { body } = page
  if (isWord(body)) throw notJson(`${asked} answered 200 with ${type}`, isFirst)
  if (!isUtf8(body)) throw brokenPage('The tenant sent a page that is not valid UTF-8.', asked)
  return page
}

/** More of an answer that is no page is not read, bytes. */
const longestAnswer = 256 * 1024

/** The beginning of an answer that is no page, and may be empty. */
export async function answerBody(response: Response, { deadlines, asked }: Pick<BodyAsked, 'deadlines' | 'asked'>): Promise<Buffer> {
  const received: Uint8Array[] = []
  let bytes = 0
  deadlines.enter('firstByteMs')
  try {
    for await (const chunk of pieces(response, deadlines)) {
      deadlines.enter('idleMs')
      received.push(chunk)
      if ((bytes += chunk.byteLength) > longestAnswer) break
    }
  } catch (thrown) {
    throw deadlines.cause ?? bodyFailure(thrown, asked)
  }
  return Buffer.concat(received)
}

/** What comes of a body, until it is whole or a deadline ends it. */
export async function* pieces(response: Response, deadlines: Deadlines): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await deadlines.race(reader.read())
      if (done) return
      yield value
    }
  } finally {
    // What is not wanted any more must not go on filling memory.
    reader.cancel().catch(() => {})
  }
}
