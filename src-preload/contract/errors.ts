import { z } from 'zod'

/** Every way a request can fail. Closed: a new failure gets a line here and a sentence where it is raised. */
export const errorCode = z.enum([
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
  'page-too-large',
  'not-the-tenant',
  'cross-origin-next',
  'paging-loop',
  'no-token',
  'token-unreadable',
  // everything we did not foresee; always logged with its cause
  'internal',
])
export type ErrorCode = z.infer<typeof errorCode>

/**
 * A failure as a person may see it: one sentence, what to do next, and details for *Copy details*.
 * None of the three may hold a token.
 */
export const appError = z.object({
  code: errorCode,
  message: z.string(),
  next: z.string().optional(),
  details: z.string().optional(),
})
export type AppError = z.infer<typeof appError>

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
