import { isLoopback } from '@contract/tenant.ts'
import { urlOf } from '@contract/url.ts'
import { withoutSecretOrPieces } from '../../secrets/finder.ts'
import { networkFailure } from '../network-failure.ts'
import type { Fetch } from '../ports.ts'
import { RequestFailure } from '../request-failure.ts'
import { parseRetryAfter } from '../response-headers.ts'
import { unavailable } from '../status-failure.ts'

/** A request for a token (RFC 6749, section 4), and what of it must not be seen. */
export interface TokenRequest {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** Identifier and secret of the client, where these go in a header. */
  readonly basic?: readonly [id: string, secret: string]
  readonly secrets: readonly string[]
}

export interface Obtained {
  readonly token: string
  /** How long it can be used, s; null where that is not said. */
  readonly expiresIn: number | null
  /** The next one, where the source gives a refresh token once only. */
  readonly refreshToken: string | null
}

const largestAnswer = 64 * 1024

/** Asks for a token. It is kept nowhere here. Rejects with a `RequestFailure` that holds nothing of what was sent. */
export async function obtain(fetch: Fetch, request: TokenRequest, signal: AbortSignal, now: number): Promise<Obtained> {
  const address = urlOf(request.url)
  if (!address || !(address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address.hostname)))) {
    throw new RequestFailure('invalid-request', 'stop', {
      message: 'The address where an access token is asked for is not encrypted, so nothing was sent there.',
      next: 'Use an address that begins with https://',
    })
  }
  const asked = `POST ${address.origin}${address.pathname}`
  let response: Response
  try {
    response = await fetch(address.href, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(request.basic && { Authorization: `Basic ${Buffer.from(request.basic.map(encodeURIComponent).join(':')).toString('base64')}` }),
      },
      body: new URLSearchParams(request.form).toString(),
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal,
    })
  } catch (thrown) {
    throw networkFailure(thrown, asked)
  }
  const text = await beginningOf(response)
  const said = answerIn(text)
  if (response.status === 200 && typeof said['access_token'] === 'string' && /^[\x21-\x7e]{1,16384}$/.test(said['access_token'])) {
    const [expires, refreshToken] = [Number(said['expires_in']), said['refresh_token']]
    return {
      token: said['access_token'],
      expiresIn: Number.isFinite(expires) && expires > 0 ? expires : null,
      refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null,
    }
  }
  const words = [said['error'], said['error_description']].filter((each) => typeof each === 'string').join(': ')
  const details = request.secrets.reduce(
    (kept, secret) => withoutSecretOrPieces(kept, secret, '[secret]'),
    `${asked} answered ${response.status} ${words}`.trim().slice(0, 600),
  )
  // A page of a network's sign-in, or an answer that was cut off, says nothing about the credentials.
  const saysNothing = response.status === 200 && typeof said['error'] !== 'string'
  if (response.status === 429 || response.status >= 500 || saysNothing)
    throw unavailable(details, parseRetryAfter(response.headers.get('retry-after'), now))
  throw new RequestFailure('unauthorized', 'stop', {
    message: `No access token was given by ${address.origin}: the credentials are wrong, expired or not allowed to read.`,
    next: 'Check them, or enter new ones in Settings. Everything fetched so far stays readable.',
    details,
  })
}

async function beginningOf(response: Response): Promise<string> {
  let text = ''
  const reader = response.body?.getReader()
  if (!reader) return text
  const decoder = new TextDecoder()
  try {
    for (let next = await reader.read(); !next.done && text.length < largestAnswer; next = await reader.read())
      text += decoder.decode(next.value, { stream: true })
  } catch {
    return ''
  } finally {
    reader.cancel().catch(() => {})
  }
  return text
}

function answerIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
