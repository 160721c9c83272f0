import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outcome } from '../fixtures/outcome.ts'
import { createCipher } from './cipher.ts'
import type { SafeStorageLike } from './cipher.ts'
import { createTokenVault } from './vault.ts'
import { openVaultFile } from './vault-file.ts'
import { isOpenToOthers } from '../fixtures/permissions.ts'

const tenant = 'abcdefgh12345678'
const other = 'abcdefgh87654321'
const origin = 'https://acme.test'
const token = 'canary-token-0042'
const key = 0x5a

const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ key))

/** Encrypts with a toy cipher, as long as the key ring is unlocked. */
class FakeStorage implements SafeStorageLike {
  unlocked = true
  backend = 'gnome_libsecret'
  isEncryptionAvailable(): boolean {
    return this.unlocked
  }
  encryptString(plain: string): Buffer {
    return flip(Buffer.from(plain))
  }
  decryptString(encrypted: Buffer): string {
    if (!this.unlocked) throw new Error('locked')
    return flip(encrypted).toString()
  }
  getSelectedStorageBackend(): string {
    return this.backend
  }
}

let folder: string
let storage: FakeStorage
let warnings: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-vault-'))
  storage = new FakeStorage()
  warnings = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (): string => join(folder, 'tokens.json')
const open = (platform: NodeJS.Platform = 'linux') =>
  createTokenVault(
    createCipher(storage, platform),
    openVaultFile(path(), (message) => warnings.push(message)),
    (message) => warnings.push(message),
  )

/** Whoever edits the file can take it out. */
const withoutChecksum = (text: string): string => text.replace(/\t"checksum": .*\n/, '')

describe('the token vault', () => {
  it('keeps a token encrypted over a restart', async () => {
    const vault = open()
    await vault.set(tenant, origin, token)
    expect([await vault.keeping(), vault.state(tenant), vault.state(other)]).toEqual(['encrypted', 'encrypted', 'none'])
    expect(await open().get(tenant, origin)).toBe(token)
    expect(readFileSync(path(), 'utf8')).not.toContain(token)
    expect(isOpenToOthers(path())).toBe(false)
  })

  it.each(['basic_text', 'unknown'])('keeps tokens in memory only where Linux has %s', async (backend) => {
    storage.backend = backend
    const vault = open()
    await vault.set(tenant, origin, token)
    expect([await vault.keeping(), vault.state(tenant), await vault.get(tenant, origin)]).toEqual(['memory', 'memory', token])
    expect(readdirSync(folder)).toEqual([])
    expect(await outcome(open().get(tenant, origin))).toBe('no-token')
  })

  it('does not look at the Linux back end elsewhere', async () => {
    storage.backend = 'unknown'
    expect(await open('win32').keeping()).toBe('encrypted')
  })

  it('uses the asynchronous calls where they exist', async () => {
    const asynchronous: SafeStorageLike = {
      isEncryptionAvailable: () => expect.fail('synchronous'),
      encryptString: () => expect.fail('synchronous'),
      decryptString: () => expect.fail('synchronous'),
      getSelectedStorageBackend: () => 'kwallet6',
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (plain) => Promise.resolve(flip(Buffer.from(plain))),
      decryptStringAsync: (encrypted) => Promise.resolve({ result: flip(encrypted).toString(), shouldReEncrypt: false }),
    }
    const vault = createTokenVault(createCipher(asynchronous, 'linux'), openVaultFile(path(), expect.fail), expect.fail)
    await vault.set(tenant, origin, token)
    expect(await vault.get(tenant, origin)).toBe(token)
  })

  it('gives a token to its own origin only', async () => {
    const vault = open()
    await vault.set(tenant, origin, token)
    for (const elsewhere of ['https://evil.test', 'http://acme.test', 'https://acme.test:8443']) {
      expect(await outcome(vault.get(tenant, elsewhere))).toBe('no-token')
    }
  })

  it('tells a token that cannot be decrypted now from none, and keeps it', async () => {
    await open().set(tenant, origin, token)
    storage.unlocked = false
    const vault = open()
    expect(vault.state(tenant)).toBe('encrypted')
    expect(await outcome(vault.get(tenant, origin))).toBe('token-unreadable')
    expect(await outcome(vault.get(other, origin))).toBe('no-token')
    storage.unlocked = true
    expect(await vault.get(tenant, origin)).toBe(token)
  })

  it('refuses a token that was moved to another tenant in the file', async () => {
    await open().set(tenant, origin, token)
    writeFileSync(path(), withoutChecksum(readFileSync(path(), 'utf8')).replace(tenant, other))
    expect(await outcome(open().get(other, origin))).toBe('token-unreadable')
  })

  it('does not tell what it could not make sense of', async () => {
    writeFileSync(path(), JSON.stringify({ version: 1, tokens: { [tenant]: flip(Buffer.from(token)).toString('base64') } }))
    const error: unknown = await open()
      .get(tenant, origin)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ error: { code: 'token-unreadable' } })
    expect(JSON.stringify(error)).not.toContain('canary')
  })

  it('forgets on request, and a new token replaces the old one', async () => {
    const vault = open()
    await vault.set(tenant, origin, 'the-old-token')
    await vault.set(tenant, origin, token)
    expect(await vault.get(tenant, origin)).toBe(token)
    await vault.remove(tenant)
    expect([vault.state(tenant), await outcome(open().get(tenant, origin))]).toEqual(['none', 'no-token'])
  })

  it('writes one token after the other when several come at once', async () => {
    const vault = open()
    await Promise.all([vault.set(tenant, origin, token), vault.set(other, origin, 'another-token')])
    const again = open()
    expect([await again.get(tenant, origin), await again.get(other, origin)]).toEqual([token, 'another-token'])
  })

  it.each(['{', '[]', '{"version":2,"tokens":{}}', '{"version":1,"tokens":{"../x":"AAAA"}}'])(
    'sets a file aside that holds %s',
    async (text) => {
      writeFileSync(path(), text)
      const vault = open()
      expect(warnings).toHaveLength(1)
      expect(await outcome(vault.get(tenant, origin))).toBe('no-token')
      expect(readdirSync(folder)[0]).toMatch(/^tokens\.json\.unreadable-/)
    },
  )
})

const constant = 0x10

/**
 * Electron 45 on Linux as documented: its asynchronous half is available with or without a key ring. Without one it encrypts with a key that
 * is in Chromium's source and marks that `v10`; with one, `v11`. What another key than the present one made is to be encrypted again.
 */
class AsynchronousStorage implements SafeStorageLike {
  keyRing: number | null = null
  backend = 'gnome_libsecret'
  isEncryptionAvailable(): boolean {
    return expect.fail('synchronous')
  }
  encryptString(): Buffer {
    return expect.fail('synchronous')
  }
  decryptString(): string {
    return expect.fail('synchronous')
  }
  getSelectedStorageBackend(): string {
    return this.backend
  }
  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(true)
  }
  encryptStringAsync(plain: string): Promise<Buffer> {
    const key = this.keyRing ?? constant
    return Promise.resolve(Buffer.from([...Buffer.from(this.keyRing === null ? 'v10' : 'v11'), key, ...under(Buffer.from(plain), key)]))
  }
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const isPublic = encrypted.subarray(0, 3).toString() === 'v10'
    if (!isPublic && this.keyRing === null) return Promise.reject(new Error('Error while decrypting the ciphertext provided.'))
    const key = encrypted[3] ?? 0
    return Promise.resolve({ result: under(encrypted.subarray(4), key).toString(), shouldReEncrypt: key !== (this.keyRing ?? constant) })
  }
}
const under = (bytes: Uint8Array, key: number): Buffer => Buffer.from(bytes.map((byte) => byte ^ key))

describe('a key that everybody knows (issue 13.2)', () => {
  let electron: AsynchronousStorage
  beforeEach(() => {
    electron = new AsynchronousStorage()
  })
  const openHere = (platform: NodeJS.Platform = 'linux') =>
    createTokenVault(
      createCipher(electron, platform),
      openVaultFile(path(), (message) => warnings.push(message)),
      (message) => warnings.push(message),
    )
  const inFile = (): Buffer | null => {
    const { tokens } = JSON.parse(readFileSync(path(), 'utf8')) as { tokens: Record<string, string> }
    return tokens[tenant] === undefined ? null : Buffer.from(tokens[tenant], 'base64')
  }
  const sealed = JSON.stringify({ tenant, origin, token })
  const leaveExposed = async () =>
    writeFileSync(
      path(),
      JSON.stringify({ version: 1, tokens: { [tenant]: (await electron.encryptStringAsync(sealed)).toString('base64') } }),
    )

  it('is no protection, whatever calls itself available: the token stays in memory', async () => {
    const vault = openHere()
    await vault.set(tenant, origin, token)
    expect([await vault.keeping(), vault.state(tenant), await vault.get(tenant, origin)]).toEqual(['memory', 'memory', token])
    expect(readdirSync(folder)).toEqual([])
  })

  it('is not met on other systems, which mark with v10 what they protect', async () => {
    for (const platform of ['darwin', 'win32'] as const) {
      const vault = openHere(platform)
      await vault.set(tenant, origin, token)
      expect([await vault.keeping(), openHere(platform).state(tenant), openHere(platform).exposed]).toEqual(['encrypted', 'encrypted', []])
    }
  })

  it('a token that lay under it is taken from the disk, told, and usable until the application ends', async () => {
    await leaveExposed()
    const vault = openHere()
    expect([vault.exposed, vault.state(tenant)]).toEqual([[tenant], 'memory'])
    await vault.settled
    expect([inFile(), vault.state(tenant), await vault.get(tenant, origin)]).toEqual([null, 'memory', token])
    expect([openHere().exposed, openHere().state(tenant)]).toEqual([[], 'none'])
  })

  it('a token that lay under it is encrypted anew where there is a key ring now, and told', async () => {
    await leaveExposed()
    electron.keyRing = 0x77
    const vault = openHere()
    expect(await vault.get(tenant, origin)).toBe(token)
    expect([vault.exposed, vault.state(tenant), inFile()?.subarray(0, 3).toString()]).toEqual([[tenant], 'encrypted', 'v11'])
    expect(await openHere().get(tenant, origin)).toBe(token)
  })

  it('what lay under it and is of no use is taken from the disk too', async () => {
    writeFileSync(path(), JSON.stringify({ version: 1, tokens: { [tenant]: Buffer.from('v10nonsense').toString('base64') } }))
    const vault = openHere()
    await vault.settled
    expect([inFile(), vault.state(tenant), await outcome(vault.get(tenant, origin))]).toEqual([null, 'none', 'no-token'])
  })

  it('what the system says should be encrypted again is, with its new key', async () => {
    electron.keyRing = 0x21
    await openHere().set(tenant, origin, token)
    const before = inFile()
    electron.keyRing = 0x22
    expect(await openHere().get(tenant, origin)).toBe(token)
    expect(inFile()).not.toEqual(before)
    expect(await electron.decryptStringAsync(inFile()!)).toEqual({ result: sealed, shouldReEncrypt: false })
  })

  it('a trial that fails is no protection', async () => {
    electron.keyRing = 0x21
    electron.encryptStringAsync = () => Promise.reject(new Error('no'))
    expect(await openHere().keeping()).toBe('memory')
  })
})
