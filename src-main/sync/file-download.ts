import type { RequestLimits } from './deadlines.ts'
import { Deadlines } from './deadlines.ts'
import type { FileLink } from './file-link.ts'
import { bodyFailure, networkFailure } from './network-failure.ts'
import { pieces } from './page-body.ts'
import type { Clock, Fetch, SpooledFile } from './ports.ts'
import { notTheTenant, RequestFailure } from './request-failure.ts'
import { parseRetryAfter } from './response-headers.ts'
import { brokenPage, refusedRedirect, unavailable } from './status-failure.ts'

/** The address does not lead to the file any more: the source is asked for another one. */
export class LinkExpired extends RequestFailure {}

export interface DownloadPorts {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limits: RequestLimits
  /** Headers for the tenant's own origin. */
  readonly convince: (url: string, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>
}

/** Largest file, bytes as they come, and how long one may take, ms. */
const [mostBytes, mostMs] = [4 * 1024 ** 3, 60 * 60_000]

/**
 * Fetches a file piece by piece. On another origin than the tenant's nothing is sent that says who asks; no redirect is followed. Resolves when all of it
 * came, by the length that was announced. Rejects with `LinkExpired`, another `RequestFailure`, or `cancelled`.
 */
export async function download({ url, isOwn }: FileLink, into: SpooledFile, ports: DownloadPorts, signal: AbortSignal): Promise<void> {
  const { fetch, clock, limits } = ports
  const { origin, pathname } = new URL(url)
  // Without its query: that may hold a signature, which is as good as a token.
  const asked = `GET ${origin}${pathname}`
  const deadlines = new Deadlines(clock, { ...limits, totalMs: limits.fileMs ?? mostMs }, signal, asked)
  let whole = false
  try {
    deadlines.enter('connectMs')
    const convincing = isOwn ? await deadlines.race(ports.convince(url, deadlines.signal)) : {}
    const init: RequestInit = {
      headers: { Accept: '*/*', ...convincing },
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: deadlines.signal,
    }
    const response = await deadlines.race(fetch(url, init)).catch((thrown: unknown) => {
      throw deadlines.cause ?? networkFailure(thrown, asked)
    })
    if (response.redirected) throw refusedRedirect(`${asked} was redirected`)
    if (response.status !== 200) throw refusal(response, asked, clock.now())
    if (/\bhtml\b/i.test(response.headers.get('content-type') ?? '')) throw notTheTenant(`${asked} answered 200 with a web page`)
    await receive(response, into, { deadlines, asked, most: limits.fileBytes ?? mostBytes })
    whole = true
  } catch (thrown) {
    throw deadlines.cause ?? thrown
  } finally {
    deadlines.finish(!whole)
  }
}

interface Receiving {
  readonly deadlines: Deadlines
  readonly asked: string
  readonly most: number
}

async function receive(response: Response, into: SpooledFile, { deadlines, asked, most }: Receiving): Promise<void> {
  let bytes = 0
  deadlines.enter('firstByteMs')
  const received = pieces(response, deadlines)
  for (;;) {
    const { done, value } = await received.next().catch((thrown: unknown) => {
      throw deadlines.cause ?? bodyFailure(thrown, asked)
    })
    if (done) break
    bytes += value.byteLength
    if (bytes > most) {
      await received.return()
      throw tooLargeFile(`${asked}: more than ${most} bytes`)
    }
    await into.write(value)
    deadlines.enter('idleMs')
  }
  // Nothing at all is a file where the source says that nothing is what it sends.
  if (bytes === 0 && response.headers.get('content-length') !== '0') {
    throw brokenPage('The source sent an empty file and did not say that it is empty.', `${asked} answered 200 with an empty body`)
  }
}

function refusal({ status, headers, body }: Response, asked: string, now: number): RequestFailure {
  body?.cancel().catch(() => {})
  const details = `${asked} answered ${status}`
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), now)
  if (status === 429) {
    return new RequestFailure(
      'rate-limited',
      'limited',
      { message: 'The server that has the export allows no more requests for now.', next: 'The sync goes on by itself.', details },
      retryAfterMs,
    )
  }
  if (status >= 500 || status === 408 || status === 425) return unavailable(details, retryAfterMs)
  return new LinkExpired('job-failed', 'later', {
    message: `The address of the export was refused (status ${status}): it has expired.`,
    next: 'The source is asked for another one by itself.',
    details,
  })
}

function tooLargeFile(details: string): RequestFailure {
  return new RequestFailure('page-too-large', 'stop', {
    message: 'The export is larger than the application takes; it was cut off, and nothing of it is claimed.',
    next: 'Export a shorter time with the source’s own console and import the files.',
    details,
  })
}
