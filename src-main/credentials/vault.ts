import { fail, toAppError } from '@contract/errors.ts'
import type { Tenant, TenantId } from '@contract/tenant.ts'
import type { Cipher } from './cipher.ts'
import type { VaultFile } from './vault-file.ts'

export interface TokenVault {
  /** Whether tokens outlive the application here: encrypted by the operating system, or in memory only. */
  keeping(): Promise<'encrypted' | 'memory'>
  /** Keeps a token for one origin; replaces the one that was there. @throws AppFailure when the file cannot be written. */
  set(tenant: TenantId, origin: string, token: string): Promise<void>
  /**
   * @throws AppFailure `no-token` when there is none for this tenant and origin, `token-unreadable` when there is one that
   * the operating system does not decrypt now.
   */
  get(tenant: TenantId, origin: string): Promise<string>
  remove(tenant: TenantId): Promise<void>
  /** How this tenant's token is kept, without decrypting it. */
  state(tenant: TenantId): Tenant['token']
}

interface Held {
  readonly origin: string
  readonly token: string
}

/** What is encrypted: the origin is inside, so that editing the file cannot send a token elsewhere. */
type Sealed = Held & { readonly tenant: TenantId }

const enterToken = 'Enter the access token again.'

/** Tokens never leave main: this is the only place that holds them. */
export function createTokenVault(cipher: Cipher, file: VaultFile): TokenVault {
  const memory = new Map<TenantId, Held>()

  return {
    keeping: async () => ((await cipher.available()) ? 'encrypted' : 'memory'),
    async set(tenant, origin, token) {
      const sealed: Sealed = { tenant, origin, token }
      if (await cipher.available()) {
        await file.put(tenant, await cipher.encrypt(JSON.stringify(sealed)))
        memory.delete(tenant)
      } else {
        await file.remove(tenant)
        memory.set(tenant, { origin, token })
      }
    },
    async get(tenant, origin) {
      const held = memory.get(tenant) ?? (await unseal(tenant))
      if (!held) throw fail('no-token', 'No access token is kept for this tenant.', enterToken)
      if (held.origin !== origin) {
        throw fail('no-token', `The access token was entered for ${held.origin} and is not sent to ${origin}.`, enterToken)
      }
      return held.token
    },
    async remove(tenant) {
      memory.delete(tenant)
      await file.remove(tenant)
    },
    state: (tenant) => (memory.has(tenant) ? 'memory' : file.has(tenant) ? 'encrypted' : 'none'),
  }

  async function unseal(tenant: TenantId): Promise<Held | null> {
    const bytes = file.get(tenant)
    if (!bytes) return null
    try {
      if (!(await cipher.available())) throw new Error('The key ring is not available.')
      const sealed = JSON.parse(await cipher.decrypt(bytes)) as Partial<Sealed>
      if (sealed.tenant !== tenant || typeof sealed.origin !== 'string' || typeof sealed.token !== 'string')
        throw new Error('It belongs to another tenant.')
      return { origin: sealed.origin, token: sealed.token }
    } catch (thrown) {
      throw fail(
        'token-unreadable',
        'The access token is kept, but this system cannot decrypt it now.',
        'Unlock the key ring (or sign in as the user who entered the token) and try again, or enter the token again.',
        // JSON.parse quotes what it could not read, which here is the plaintext.
        thrown instanceof SyntaxError ? 'It does not decrypt to what was kept.' : toAppError(thrown).details,
      )
    }
  }
}
