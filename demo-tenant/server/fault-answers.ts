import { ApiError } from './api-error.ts'
import { errorAnswer, type Answer, type AuditLogApi } from './api.ts'
import type { TenantClock } from './clock.ts'
import type { Fault, FaultKind } from './faults.ts'
import { retryAfter } from './rate-limit.ts'
import { permissionDenied } from './tokens.ts'

/** What an answer can be made wrong with. */
export interface Wrongdoing {
  readonly api: AuditLogApi
  readonly clock: TenantClock
  /** The cursor that was sent. */
  readonly cursor: string | null
  /** Items of the page given before this one. */
  readonly previous: readonly Buffer[]
  /** Cursors given before, oldest first. */
  readonly issued: readonly string[]
  /** A URL on another origin that listens and remembers who came. */
  readonly elsewhere: () => string
  readonly drift: (count: number) => void
  readonly vanish: (count: number) => void
}

type Alter = (normal: () => Answer, fault: Fault, wrong: Wrongdoing) => Answer

const signInPage = Buffer.from(
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Guest Wi-Fi</h1><form><input name="room"></form></body></html>\n',
)
const html = { 'content-type': 'text/html; charset=utf-8' }

/** Faults that are another answer than the right one. */
export const alterations: Readonly<Partial<Record<FaultKind, Alter>>> = {
  unauthorized: () =>
    errorAnswer(
      new ApiError(401, 'unauthorized', 'The access token has expired.', {
        headers: { 'www-authenticate': 'Bearer realm="acme", error="invalid_token"' },
      }),
    ),
  forbidden: () => errorAnswer(permissionDenied()),
  'not-found': () => errorAnswer(new ApiError(404, 'not_found', 'There is no such tenant.')),
  gone: () => errorAnswer(new ApiError(410, 'gone', 'This API was switched off.')),
  'cursor-expired': () => errorAnswer(new ApiError(410, 'cursor_expired', 'The cursor has expired; start again without it.')),
  'rate-limit-seconds': (_, fault, { clock }) => rateLimited(fault, clock, false),
  'rate-limit-date': (_, fault, { clock }) => rateLimited(fault, clock, true),
  'server-error': (_, fault) => serverError(fault),
  truncated: (normal) => altered(normal(), ({ body }) => body.subarray(0, Math.floor(body.length / 2))),
  'invalid-json': (normal) => altered(normal(), ({ body }) => oneCharacterWrong(body)),
  empty: (normal) => altered(normal(), () => Buffer.alloc(0)),
  'not-a-page': (normal) => altered(normal(), () => Buffer.from('{"status":"ok","version":"1.0.0"}')),
  html: () => ({ status: 200, headers: html, body: signInPage }),
  schema: (normal, fault, { api }) => withPage(normal(), ({ items, next }) => api.bodyOf(breakItems(items, fault.count ?? 3), next)),
  'duplicate-page': (normal, _, { api, cursor, previous }) =>
    withPage(normal(), ({ items, next }) =>
      previous.length > 0 && cursor !== null ? api.bodyOf(previous, api.cursors.reissue(cursor)) : api.bodyOf(items, next),
    ),
  'cursor-loop': (normal, _, { api, cursor, issued }) =>
    withPage(normal(), ({ items, next }) => api.bodyOf(items, (issued[0] === cursor ? issued[1] : issued[0]) ?? next)),
  'cursor-stuck': (normal, _, { api, cursor }) => withPage(normal(), ({ items }) => api.bodyOf(items, cursor)),
  'empty-page': (normal, _, { api, cursor }) =>
    withPage(normal(), ({ items, next }) => (cursor === null ? api.bodyOf(items, next) : api.bodyOf([], api.cursors.reissue(cursor)))),
  'no-list': (normal) => withPage(normal(), ({ next }) => Buffer.from(JSON.stringify({ next_cursor: next }))),
  csv: () => ({ status: 200, headers: { 'content-type': 'text/csv' }, body: Buffer.from('id,timestamp\nevt_1,2026-01-01T00:00:00Z\n') }),
  countless: (normal, { bytes = 60_000_000 }) =>
    altered(normal(), () =>
      Buffer.concat([Buffer.from('{"items":['), Buffer.alloc(bytes - 1, '0,'), Buffer.from('],"next_cursor":null}')]),
    ),
  'huge-entry': (normal, { bytes = 70_000_000 }, { api }) =>
    withPage(normal(), ({ items, next }) => {
      const chosen = hugeEntries.get(api) ?? items[Math.floor(items.length / 2)]
      if (chosen) hugeEntries.set(api, chosen)
      return api.bodyOf(
        items.map((item) => (chosen?.equals(item) ? padded(item, bytes) : item)),
        next,
      )
    }),
  reordered: (normal, _, { api }) => withPage(normal(), ({ items, next }) => api.bodyOf(turnedAbout(items), next)),
  repeated: (normal, _, { api }) => withPage(normal(), ({ items, next }) => api.bodyOf([...items, ...items], next)),
  'foreign-next': (normal, _, { api, elsewhere }) => {
    const url = `${elsewhere()}?cursor=next`
    const answer = withPage(normal(), ({ items }) => api.bodyOf(items, url))
    return { ...answer, headers: { ...answer.headers, link: `<${url}>; rel="next"` } }
  },
  redirect: (_, fault, { elsewhere }) => ({ status: fault.status ?? 302, headers: { location: elsewhere() }, body: Buffer.alloc(0) }),
  drift: (normal, fault, { drift }) => {
    drift(fault.count ?? 3)
    return normal()
  },
  vanish: (normal, fault, { vanish }) => {
    vanish(fault.count ?? 3)
    return normal()
  },
}

/** The entry that is huge, by the tenant whose it is. */
const hugeEntries = new WeakMap<AuditLogApi, Buffer>()

function padded(item: Buffer, bytes: number): Buffer {
  return Buffer.concat([item.subarray(0, -1), Buffer.from(',"padding":"'), Buffer.alloc(bytes, 'x'), Buffer.from('"}')])
}

function rateLimited({ retryAfter: seconds = 2 }: Fault, clock: TenantClock, asDate: boolean): Answer {
  return errorAnswer(
    new ApiError(429, 'rate_limited', 'Too many requests.', {
      headers: { 'retry-after': retryAfter(clock.now(), seconds * 1000, asDate) },
    }),
  )
}

function serverError({ retryAfter: seconds, status = 500 }: Fault): Answer {
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) }
  if (status === 502)
    return {
      status,
      headers: { ...html, ...headers },
      body: Buffer.from('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'),
    }
  return errorAnswer(
    new ApiError(status, status === 503 ? 'unavailable' : 'internal_error', 'Something went wrong on our side.', { headers }),
  )
}

function altered(answer: Answer, change: (answer: Answer) => Buffer): Answer {
  return answer.status === 200 ? { ...answer, body: change(answer) } : answer
}

function withPage(answer: Answer, change: (page: NonNullable<Answer['page']>) => Buffer): Answer {
  return answer.page ? { ...answer, body: change(answer.page) } : answer
}

/** A quote in the middle becomes a space: the text stays as long, and is JSON no more. */
function oneCharacterWrong(body: Buffer): Buffer {
  const wrong = Buffer.from(body)
  wrong[wrong.indexOf('":', Math.floor(wrong.length / 2))] = 0x20
  return wrong
}

/** The second half before the first. */
function turnedAbout(items: readonly Buffer[]): readonly Buffer[] {
  const middle = Math.floor(items.length / 2)
  return [...items.slice(middle), ...items.slice(0, middle)]
}

const breakages: readonly ((line: string) => string)[] = [
  (line) => line.replace(/"timestamp":"[^"]*"/, '"timestamp":"yesterday"'),
  (line) => line.replace(/"action":"[^"]*",/, ''),
  (line) => line.replace(/"actor":\{[^{}]*\}/, '"actor":null'),
  (line) => line.replace(/"id":"([^"]*)"/, '"id":12345'),
  (line) => line.replace(/"status":"[^"]*"/, '"status":{"code":7}'),
  () => '"not an object"',
  () => 'null',
  (line) => line.replace(/"resource":/, '"resource":[],"was":'),
]

/** An entry that does not fit the schema and yet says which it is and when it was. */
export function misshapen(line: string): string {
  return line.replace(/"actor":\{[^{}]*\}/, '"actor":null')
}

function breakItems(items: readonly Buffer[], count: number): Buffer[] {
  return items.map((item, i) =>
    i < count ? Buffer.from((breakages[i % breakages.length] as (line: string) => string)(item.toString())) : item,
  )
}
