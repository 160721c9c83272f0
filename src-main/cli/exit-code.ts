import { AppFailure, toAppError, type AppError, type ErrorCode } from '@contract/errors.ts'
import { asFileFailure } from '../files/obstacle.ts'

/** What a script learns from how a command ended. */
export const exitCode = { done: 0, wrong: 1, usage: 2, refused: 3, incomplete: 4, locked: 5 } as const
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The command was asked wrongly. */
export class UsageFailure extends Error {}

const refused: ReadonlySet<ErrorCode> = new Set([
  'unauthorized', 'permission-denied', 'endpoint-not-found', 'not-the-tenant', 'cross-origin-next', 'no-token',
]) // prettier-ignore
const askedWrongly: ReadonlySet<ErrorCode> = new Set([
  'invalid-query',
  'invalid-request',
  'file-not-there',
  'file-is-folder',
  'file-empty',
  'file-unknown',
])
const incomplete: ReadonlySet<ErrorCode> = new Set([
  'cancelled', 'timeout', 'cursor-expired', 'rate-limited', 'tenant-unavailable', 'tenant-unreachable', 'tenant-too-slow',
  'invalid-page', 'page-too-large', 'page-set-aside', 'paging-loop', 'job-pending', 'job-failed',
]) // prettier-ignore

export function exitCodeOf({ code }: AppError): ExitCode {
  if (code === 'folder-locked') return exitCode.locked
  if (askedWrongly.has(code)) return exitCode.usage
  if (refused.has(code)) return exitCode.refused
  return incomplete.has(code) ? exitCode.incomplete : exitCode.wrong
}

/** What to do next, where there is no window to do it in. */
const nextSteps: Partial<Record<ErrorCode, string>> = {
  unauthorized:
    'Set IAM_AUDIT_TOKEN to a new token, write one to the file that --token-file names, or mend the credentials that one is obtained with. Everything fetched so far stays readable.',
}

/** A failure for a person at a terminal, over as many lines as it has parts. */
export function sentencesOf({ code, message, next }: AppError, ...others: readonly (string | undefined)[]): string {
  return [message, nextSteps[code] ?? next, ...others].filter(Boolean).join('\n') + '\n'
}

/** What is said of anything thrown. */
export function complaint(thrown: unknown): { readonly text: string; readonly code: ExitCode } {
  if (thrown instanceof UsageFailure) return { text: `${thrown.message}\n`, code: exitCode.usage }
  const failure = asFileFailure(thrown)
  const error = toAppError(failure)
  const details = failure instanceof AppFailure && error.code !== 'internal' ? undefined : error.details
  return { text: sentencesOf(error, details), code: exitCodeOf(error) }
}
