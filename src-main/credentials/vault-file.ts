import { lstatSync } from 'node:fs'
import { z } from 'zod'
import { tenantId } from '@contract/tenant.ts'
import type { TenantId } from '@contract/tenant.ts'
import { readText } from '../files/files.ts'
import { writeFileWhole } from '../files/files-later.ts'
import { checkedText, readChecked } from '../settings/checked.ts'
import { setUnreadableAside } from '../settings/file.ts'

/** The encrypted tokens on disk, one a tenant. */
export interface VaultFile {
  readonly tenants: readonly TenantId[]
  has(tenant: TenantId): boolean
  get(tenant: TenantId): Buffer | null
  put(tenant: TenantId, encrypted: Buffer): Promise<void>
  remove(tenant: TenantId): Promise<void>
}

const format = z.object({ version: z.literal(1), tokens: z.record(tenantId, z.base64()) })
type Tokens = Readonly<Record<TenantId, string>>

/** Opens `path`, which need not exist. A file that is not ours is set aside and reported, and the vault begins empty. */
export function openVaultFile(path: string, warn: (message: string) => void): VaultFile {
  let tokens = read(path, warn)
  let lastWrite: Promise<void> = Promise.resolve()

  /** One write after the other, each from what the one before it left. */
  function save(change: (from: Tokens) => Tokens): Promise<void> {
    const write = lastWrite.then(async () => {
      const next = change(tokens)
      await writeFileWhole(path, checkedText({ version: 1, tokens: next }))
      tokens = next
    })
    lastWrite = write.catch(() => undefined)
    return write
  }

  return {
    get tenants() {
      return Object.keys(tokens)
    },
    has: (tenant) => Object.hasOwn(tokens, tenant),
    get: (tenant) => (Object.hasOwn(tokens, tenant) ? Buffer.from(tokens[tenant] ?? '', 'base64') : null),
    put: (tenant, encrypted) => save((from) => ({ ...from, [tenant]: encrypted.toString('base64') })),
    async remove(tenant) {
      if (!Object.hasOwn(tokens, tenant)) return
      await save((from) => Object.fromEntries(Object.entries(from).filter(([id]) => id !== tenant)))
    },
  }
}

function read(path: string, warn: (message: string) => void): Tokens {
  if (!lstatSync(path, { throwIfNoEntry: false })) return {}
  try {
    return format.parse(readChecked(readText(path))).tokens
  } catch {
    // Its text is not quoted: it may hold what should have been encrypted.
    warn(`The token file is not readable and was set aside as ${setUnreadableAside(path)}`)
    return {}
  }
}
