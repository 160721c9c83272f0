/**
 * Every way a request can fail. Closed: a new failure gets a line here and a sentence where it is raised. Free of zod, as what runs before the
 * application's code is there has to be; the schemas are in `error-schemas.ts`.
 */
export const errorCodes = [
  // asked wrongly
  'invalid-request',
  'untrusted-sender',
  'not-found',
  'result-expired',
  'invalid-query',
  'cancelled',
  'timeout',
  // the data service and its files
  'service-down',
  'cache-newer',
  'cache-corrupt',
  'casework-newer',
  'casework-corrupt',
  'folder-locked',
  'disk-full',
  'storage',
  // a file for a person
  'name-taken',
  'no-permission',
  'folder-gone',
  // a file that is imported
  'file-not-there',
  'file-is-folder',
  'file-empty',
  'file-unknown',
  'file-broken',
  'file-encoding',
  'file-unsafe',
  'file-too-large',
  'file-changed',
  // the tenant
  'unauthorized',
  'permission-denied',
  'endpoint-not-found',
  'cursor-expired',
  'rate-limited',
  'tenant-unavailable',
  'tenant-unreachable',
  'tenant-too-slow',
  'invalid-page',
  'connector-mismatch',
  'page-too-large',
  'page-set-aside',
  'not-the-tenant',
  'cross-origin-next',
  'paging-loop',
  'job-pending',
  'job-failed',
  'no-token',
  'token-unreadable',
  // everything we did not foresee; always logged with its cause
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/**
 * A failure as a person may see it: one sentence, what to do next, and details for *Copy details*.
 * None of the three may hold a token.
 */
export interface AppError {
  readonly code: ErrorCode
  readonly message: string
  readonly next?: string | undefined
  readonly details?: string | undefined
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

/** An {@link AppError} on its way through code that throws; becomes a value again at the process boundary. */
export class AppFailure extends Error {
  constructor(
    readonly error: AppError,
    options?: ErrorOptions,
  ) {
    super(error.message, options)
    this.name = 'AppFailure'
  }
}

export function fail(code: ErrorCode, message: string, next?: string, details?: string): AppFailure {
  return new AppFailure({ code, message, ...(next ? { next } : {}), ...(details ? { details } : {}) })
}

/** Any thrown value as an {@link AppError}; what nobody foresaw becomes `internal` and keeps its text as details. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error
  const details = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return {
    code: 'internal',
    message: 'Something went wrong inside the application.',
    next: 'Try again. If it happens again, copy the details and report them.',
    details,
  }
}
