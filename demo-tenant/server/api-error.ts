/** An answer that is not a page, as the API's contract writes it. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requiredPermission: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    { requiredPermission, headers = {} }: { requiredPermission?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.requiredPermission = requiredPermission
    this.headers = headers
  }

  get body(): string {
    const required = this.requiredPermission === undefined ? {} : { required_permission: this.requiredPermission }
    return JSON.stringify({ error: { code: this.code, message: this.message, ...required } })
  }
}
