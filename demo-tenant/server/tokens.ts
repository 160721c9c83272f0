import { createHash } from 'node:crypto'
import { ApiError } from './api-error.ts'

export const requiredPermission = 'iam:tenant:iam:audit:read'

export const tokenNames = ['full', 'noPermission', 'expired', 'revoked'] as const
export type TokenName = (typeof tokenNames)[number]

const challenge = { 'www-authenticate': 'Bearer realm="acme", error="invalid_token"' }

/** The access tokens of the tenant: one that may read the log, one that lacks the permission, one expired, one revoked. */
export class Tokens {
  readonly values: Readonly<Record<TokenName, string>>
  private readonly revoked = new Set<string>()

  constructor(seed: number) {
    const value = (name: TokenName): string =>
      `demo_${name}_${createHash('sha256')
        .update(`${String(seed)}:${name}`)
        .digest('hex')
        .slice(0, 32)}`
    this.values = { full: value('full'), noPermission: value('noPermission'), expired: value('expired'), revoked: value('revoked') }
    this.revoked.add(this.values.revoked)
  }

  /** @param token a token's name or the token itself */
  revoke(token: string, revoked = true): void {
    const value = tokenNames.some((name) => name === token) ? this.values[token as TokenName] : token
    if (revoked) this.revoked.add(value)
    else this.revoked.delete(value)
  }

  /** The token of an Authorization header. Throws 401 or 403 as an {@link ApiError}. */
  check(authorization: string | undefined): string {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
    if (token === undefined)
      throw new ApiError(401, 'unauthorized', 'An access token is required.', { headers: { 'www-authenticate': 'Bearer realm="acme"' } })
    if (this.revoked.has(token)) throw new ApiError(401, 'unauthorized', 'The access token was revoked.', { headers: challenge })
    if (token === this.values.expired) throw new ApiError(401, 'unauthorized', 'The access token has expired.', { headers: challenge })
    if (token === this.values.noPermission) throw permissionDenied()
    if (token !== this.values.full) throw new ApiError(401, 'unauthorized', 'The access token is not known.', { headers: challenge })
    return token
  }
}

export function permissionDenied(): ApiError {
  return new ApiError(403, 'permission_denied', `The permission ${requiredPermission} is required. Contact your administrator.`, {
    requiredPermission,
  })
}
