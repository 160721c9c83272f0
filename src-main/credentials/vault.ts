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
  /**
   * Tenants whose tokens lay on the disk as good as unencrypted when the vault was opened, as earlier versions left them on a Linux without a
   * key ring: they are encrypted anew, or held in memory only, and who entered them is to be told.
   */
  readonly exposed: readonly TenantId[]
  /** Nothing lies so any more, as far as the file could be written. Never rejects. */
  readonly settled: Promise<void>
}

interface Held {
  readonly origin: string
  readonly token: string
}

/** What is encrypted: the origin is inside, so that editing the file cannot send a token elsewhere (docs/decisions/security.md, 50). */
type Sealed = Held & { readonly tenant: TenantId }

const enterToken = 'Enter the access token again.'

/** Tokens never leave main: this is the only place that holds them. */
export function createTokenVault(cipher: Cipher, file: VaultFile, warn: (message: string) => void): TokenVault {
  const memory = new Map<TenantId, Held>()
  const exposed = file.tenants.filter((tenant) => lies(tenant))
  const settled = settle()

  return {
    exposed,
    settled,
    keeping: async () => ((await cipher.available()) ? 'encrypted' : 'memory'),
    async set(tenant, origin, token) {
      await settled
      if (!(await seal({ tenant, origin, token }))) {
        await file.remove(tenant)
        memory.set(tenant, { origin, token })
      }
    },
    async get(tenant, origin) {
      await settled
      const held = memory.get(tenant) ?? (await unseal(tenant))
      if (!held) throw fail('no-token', 'No access token is kept for this tenant.', enterToken)
      if (held.origin !== origin) {
        throw fail('no-token', `The access token was entered for ${held.origin} and is not sent to ${origin}.`, enterToken)
      }
      return held.token
    },
    async remove(tenant) {
      await settled
      memory.delete(tenant)
      await file.remove(tenant)
    },
    state: (tenant) => (memory.has(tenant) || lies(tenant) ? 'memory' : file.has(tenant) ? 'encrypted' : 'none'),
  }

  /** Whether a token is in the file that everybody who has the file can read. */
  function lies(tenant: TenantId): boolean {
    const bytes = file.get(tenant)
    return bytes !== null && !cipher.protects(bytes)
  }

  /** Keeps it encrypted, once it is certain that it can be read again. @returns false where nothing protects it */
  async function seal(sealed: Sealed): Promise<boolean> {
    if (!(await cipher.available())) return false
    const text = JSON.stringify(sealed)
    const bytes = await cipher.encrypt(text)
    if (!cipher.protects(bytes)) return false
    if ((await cipher.decrypt(bytes)).plain !== text)
      throw fail('token-unreadable', 'This system does not decrypt what it encrypted.', enterToken)
    await file.put(sealed.tenant, bytes)
    memory.delete(sealed.tenant)
    return true
  }

  async function settle(): Promise<void> {
    for (const tenant of exposed) {
      try {
        const sealed = await open(tenant)
        if (sealed) memory.set(tenant, sealed)
        if (!sealed || !(await seal(sealed))) await file.remove(tenant)
      } catch (thrown) {
        warn(`A token that everybody can read could not be taken from the disk: ${toAppError(thrown).message}`)
      }
    }
  }

  /** What is in the file for this tenant; null when it is not what was kept. */
  async function open(tenant: TenantId): Promise<Sealed | null> {
    const bytes = file.get(tenant)
    if (!bytes) return null
    try {
      return read((await cipher.decrypt(bytes)).plain, tenant)
    } catch {
      return null
    }
  }

  async function unseal(tenant: TenantId): Promise<Held | null> {
    const bytes = file.get(tenant)
    if (!bytes) return null
    try {
      if (!(await cipher.available())) throw new Error('The key ring is not available.')
      const { plain, isStale } = await cipher.decrypt(bytes)
      const sealed = read(plain, tenant)
      // It can be read all the same, and will be tried again.
      if (isStale) await seal(sealed).catch((thrown: unknown) => warn(`A token could not be encrypted anew: ${toAppError(thrown).message}`))
      return sealed
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

/** @throws for what was not kept for this tenant */
function read(plain: string, tenant: TenantId): Sealed {
  const sealed = JSON.parse(plain) as Partial<Sealed>
  if (sealed.tenant !== tenant || typeof sealed.origin !== 'string' || typeof sealed.token !== 'string')
    throw new Error('It belongs to another tenant.')
  return { tenant, origin: sealed.origin, token: sealed.token }
}
