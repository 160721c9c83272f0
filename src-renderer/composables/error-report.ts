import type { AppError } from '@contract/errors.ts'

interface Versions {
  readonly version: string
  readonly electron: string
  readonly platform: string
}

/** The text behind *Copy details*. Main has taken secrets out of the error; nothing else of the session goes in. */
export function errorReport(error: AppError, versions: Versions | null): string {
  return [
    error.message,
    error.next,
    '',
    `Code: ${error.code}`,
    error.details ? `Details: ${error.details}` : undefined,
    versions ? `IAM Audit Desk ${versions.version}, Electron ${versions.electron}, ${versions.platform}` : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}
