import type { RequestBuilder } from './request-builder.ts'
import { notTheTenant, RequestFailure } from './request-failure.ts'

/** An answer that is not a page, reduced to what decides. */
export interface FailedAnswer {
  readonly status: number
  /** Beginning of the body, token removed. */
  readonly body: string
  readonly html: boolean
  /** Ms the tenant asks to wait; null when it does not say. */
  readonly retryAfterMs: number | null
  /** Whether a cursor was sent. */
  readonly withCursor: boolean
  /** Method, URL without query, for the details. */
  readonly asked: string
}

interface StatedError {
  readonly code: string | null
  readonly message: string | null
}

/** The whole table of statuses; `reliability.md` is the source. Never called for 200. */
export function statusFailure(builder: RequestBuilder, answer: FailedAnswer): RequestFailure {
  const { status, withCursor, retryAfterMs } = answer
  const stated = statedError(answer.body)
  const details = detailsOf(answer, stated)
  const cursorRefused =
    withCursor && ((stated.code !== null && builder.cursorErrors.includes(stated.code)) || (status === 410 && stated.code === null))
  if (cursorRefused) return expiredCursor(details)
  switch (status) {
    case 401:
      return new RequestFailure('unauthorized', 'stop', {
        message: 'The tenant does not accept the access token: it is missing, expired or revoked.',
        next: 'Enter a new access token in Settings. Everything fetched so far stays readable.',
        details,
      })
    case 403:
      return new RequestFailure('permission-denied', 'stop', {
        message: `The token may not read the IAM audit log: the permission ${builder.permission} is missing.`,
        next: `Contact your administrator and ask for ${builder.permission}, then sync again. Everything fetched so far stays readable.`,
        details,
      })
    case 404:
    case 405:
    case 410:
      return new RequestFailure('endpoint-not-found', 'stop', {
        message: 'There is no IAM audit log at this URL.',
        next: 'Check the tenant URL, or ask your administrator for the base URL of the tenant’s API.',
        details,
      })
    case 400:
    case 422:
      return new RequestFailure('invalid-request', 'stop', {
        message: 'The tenant did not understand the request for its audit log.',
        next: 'Check that the tenant speaks this connector’s API. Copy the details for your administrator.',
        details,
      })
    case 413:
      return tooLarge(details)
    case 429:
      return new RequestFailure(
        'rate-limited',
        'limited',
        { message: 'The tenant allows no more requests for now.', next: 'The sync goes on by itself when the tenant allows it.', details },
        retryAfterMs,
      )
    case 407:
      return new RequestFailure('tenant-unreachable', 'stop', {
        message: 'The proxy of this network asks for a sign-in.',
        next: 'Sign in to the proxy in your system’s network settings, then sync again.',
        details,
      })
    case 511:
      return notTheTenant(details)
    case 408:
    case 425:
      return unavailable(details, retryAfterMs)
    default:
      return otherStatus(answer, details)
  }
}

function otherStatus({ status, html, retryAfterMs }: FailedAnswer, details: string): RequestFailure {
  if (status >= 500) return unavailable(details, retryAfterMs)
  if (status >= 300 && status < 400) return refusedRedirect(details)
  if (html) return notTheTenant(details)
  if (status >= 200 && status < 300) return brokenPage('The tenant answered without a page.', details)
  return new RequestFailure('invalid-request', 'stop', {
    message: `The tenant refused the request (status ${status}).`,
    next: 'Check the tenant URL. Copy the details for your administrator.',
    details,
  })
}

export function expiredCursor(details?: string): RequestFailure {
  return new RequestFailure('cursor-expired', 'fresh-cursor', {
    message: 'The tenant no longer knows the place where the sync stopped.',
    next: 'The sync goes on from the last committed page by itself.',
    ...(details ? { details } : {}),
  })
}

export function refusedRedirect(details: string): RequestFailure {
  return new RequestFailure('cross-origin-next', 'stop', {
    message: 'The tenant answered with a redirect. It was not followed, so that the access token goes nowhere else.',
    next: 'Check the tenant URL: enter the address the log is really served from.',
    details,
  })
}

export function unavailable(details: string, retryAfterMs: number | null): RequestFailure {
  return new RequestFailure(
    'tenant-unavailable',
    'later',
    {
      message: 'The tenant cannot answer at the moment.',
      next: 'The sync tries again by itself. What is fetched stays readable.',
      details,
    },
    retryAfterMs,
  )
}

export function brokenPage(message: string, details: string): RequestFailure {
  return new RequestFailure('invalid-page', 'smaller', {
    message,
    next: 'The sync tries again by itself, then with smaller pages.',
    details,
  })
}

export function tooLarge(details: string): RequestFailure {
  return new RequestFailure('page-too-large', 'smaller-now', {
    message: 'The tenant sent a page that is larger than the application takes; it was cut off.',
    next: 'The sync tries smaller pages by itself.',
    details,
  })
}

function statedError(body: string): StatedError {
  try {
    const parsed: unknown = JSON.parse(body)
    const error = typeof parsed === 'object' && parsed !== null ? (parsed as { error?: unknown }).error : null
    if (typeof error !== 'object' || error === null) return { code: null, message: null }
    const { code, message } = error as { code?: unknown; message?: unknown }
    return { code: typeof code === 'string' ? code : null, message: typeof message === 'string' ? message : null }
  } catch {
    return { code: null, message: null }
  }
}

function detailsOf({ asked, status, html, body }: FailedAnswer, { code, message }: StatedError): string {
  const said =
    [code, message].filter((part) => part !== null).join(': ') ||
    (html ? 'a web page' : body.trim() === '' ? 'an empty body' : 'no readable error')
  return `${asked} answered ${status} with ${said.slice(0, 500)}`
}
