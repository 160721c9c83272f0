import type { ConnectorDefinition, FailureKind } from '@contract/connector.ts'
import { getter } from '../connector/pointer.ts'
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
  /** Whether the tenant says that no request is left. */
  readonly budgetSpent: boolean
  /** Method, URL without query, for the details. */
  readonly asked: string
}

/** A refusal is short; a page that is longer is a page. */
const largestRefusal = 64 * 1024

interface StatedError {
  readonly code: string | null
  readonly message: string | null
}

/** What a refusal means: by the definition's rules, then by what HTTP says (docs/architecture/sync.md). For 200 only when the body is a refusal. */
export function statusFailure(definition: ConnectorDefinition, answer: FailedAnswer): RequestFailure {
  const stated = statedError(definition, answer.body)
  const details = detailsOf(answer, stated)
  const kind = ruledKind(definition, answer, stated.code) ?? kindOfStatus(answer, stated.code)
  return kind === null ? otherStatus(answer, details) : failureOf(kind, answer, details, definition.permission)
}

function ruledKind(
  { errors }: ConnectorDefinition,
  { status, withCursor, budgetSpent, retryAfterMs }: FailedAnswer,
  code: string | null,
): FailureKind | null {
  const rule = errors.rules.find(
    (each) =>
      (each.status?.includes(status) ?? true) &&
      (each.code === undefined || (code !== null && each.code.includes(code))) &&
      (each.withCursor === undefined || withCursor) &&
      (each.budgetSpent === undefined || budgetSpent) &&
      (each.retryAfter === undefined || retryAfterMs !== null),
  )
  return rule?.is ?? null
}

const kinds: ReadonlyMap<number, FailureKind> = new Map([
  [200, 'request'],
  [400, 'request'],
  [401, 'token'],
  [403, 'permission'],
  [404, 'address'],
  [405, 'address'],
  [408, 'later'],
  [410, 'address'],
  [413, 'too-large'],
  [422, 'request'],
  [425, 'later'],
  [429, 'limited'],
  [511, 'not-the-tenant'],
])

/** What HTTP itself says; null for what has a meaning of its own. A 410 that says nothing more, for a cursor, is about the cursor. */
function kindOfStatus({ status, withCursor }: FailedAnswer, code: string | null): FailureKind | null {
  if (status === 410 && withCursor && code === null) return 'cursor'
  return kinds.get(status) ?? (status >= 500 ? 'later' : null)
}

function failureOf(kind: FailureKind, { retryAfterMs }: FailedAnswer, details: string, permission: string | undefined): RequestFailure {
  switch (kind) {
    case 'token':
      return new RequestFailure('unauthorized', 'stop', {
        message: 'The tenant does not accept the access token: it is missing, expired or revoked.',
        next: 'Enter a new access token in Settings. Everything fetched so far stays readable.',
        details,
      })
    case 'permission':
      return permissionDenied(permission, details)
    case 'address':
      return new RequestFailure('endpoint-not-found', 'stop', {
        message: 'There is no IAM audit log at this URL.',
        next: 'Check the tenant URL, or ask your administrator for the base URL of the tenant’s API.',
        details,
      })
    case 'request':
      return new RequestFailure('invalid-request', 'stop', {
        message: 'The tenant did not understand the request for its audit log.',
        next: 'Check that the tenant speaks this connector’s API. Copy the details for your administrator.',
        details,
      })
    case 'cursor':
      return expiredCursor(details)
    case 'limited':
      return new RequestFailure(
        'rate-limited',
        'limited',
        { message: 'The tenant allows no more requests for now.', next: 'The sync goes on by itself when the tenant allows it.', details },
        retryAfterMs,
      )
    case 'later':
      return unavailable(details, retryAfterMs)
    case 'too-large':
      return tooLarge(details)
    case 'not-the-tenant':
      return notTheTenant(details)
  }
}

function permissionDenied(permission: string | undefined, details: string): RequestFailure {
  const [missing, asked] =
    permission === undefined ? ['', 'for what reading it needs'] : [`: the permission ${permission} is missing`, `for ${permission}`]
  return new RequestFailure('permission-denied', 'stop', {
    message: `The token may not read the IAM audit log${missing}.`,
    next: `Contact your administrator and ask ${asked}, then sync again. Everything fetched so far stays readable.`,
    details,
  })
}

function otherStatus({ status, html }: FailedAnswer, details: string): RequestFailure {
  if (status >= 300 && status < 400) return refusedRedirect(details)
  if (status === 407) {
    return new RequestFailure('tenant-unreachable', 'stop', {
      message: 'The proxy of this network asks for a sign-in.',
      next: 'Sign in to the proxy in your system’s network settings, then sync again.',
      details,
    })
  }
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

/** What came is no JSON at all. On a walk's first page the connector can never work here; later it is a broken page. */
export function notJson(details: string, isFirst: boolean): RequestFailure {
  if (!isFirst) return brokenPage('The tenant sent something that is not JSON.', details)
  return new RequestFailure('connector-mismatch', 'stop', {
    message: 'What the tenant sends is not JSON, which is all that a connector reads.',
    next: 'Check the tenant URL and the path in the connector’s definition, or whether the source must be asked for JSON.',
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

/** Code and message where the definition says that they are; nothing in a body that is not JSON. */
function statedError({ errors }: ConnectorDefinition, body: string): StatedError {
  try {
    const parsed: unknown = JSON.parse(body)
    const first = (pointers: readonly string[]): string | null => {
      const found = pointers.map((pointer) => getter(pointer)(parsed)).find((each) => typeof each === 'string' || typeof each === 'number')
      return found === undefined ? null : String(found)
    }
    return { code: first(errors.code), message: first(errors.message) }
  } catch {
    return { code: null, message: null }
  }
}

/** The body of an answer with status 200 that is a refusal by the definition; null when it is none. */
export function refusalInside({ errors }: ConnectorDefinition, body: Buffer): string | null {
  if (errors.insideOk === undefined || body.length > largestRefusal) return null
  try {
    const text = body.toString('utf8')
    const found = getter(errors.insideOk)(JSON.parse(text))
    return found === undefined || found === null || found === false || (Array.isArray(found) && found.length === 0) ? null : text
  } catch {
    return null
  }
}

function detailsOf({ asked, status, html, body }: FailedAnswer, { code, message }: StatedError): string {
  const said =
    [code, message].filter((part) => part !== null).join(': ') ||
    (html ? 'a web page' : body.trim() === '' ? 'an empty body' : 'no readable error')
  return `${asked} answered ${status} with ${said.slice(0, 500)}`
}
