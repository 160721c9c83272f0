/** The part of Electron's safeStorage that is used; older runtimes lack the asynchronous half. */
export interface SafeStorageLike {
  isEncryptionAvailable(): boolean
  encryptString(plain: string): Buffer
  decryptString(encrypted: Buffer): string
  getSelectedStorageBackend?(): string
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(plain: string): Promise<Buffer>
  decryptStringAsync?(encrypted: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>
}

export interface Decrypted {
  readonly plain: string
  /** The operating system has a newer or better key: what was decrypted is to be encrypted again. */
  readonly isStale: boolean
}

export interface Cipher {
  /** Whether the operating system really protects what is encrypted. Never rejects. */
  available(): Promise<boolean>
  encrypt(plain: string): Promise<Buffer>
  decrypt(encrypted: Buffer): Promise<Decrypted>
  /** Whether reading these bytes takes more than the file they are in. */
  protects(encrypted: Buffer): boolean
}

/**
 * Encryption by the operating system, asynchronous where it can be (the synchronous calls may block on a key ring prompt).
 *
 * On Linux without a key ring Chromium encrypts all the same, with a password that is in its source, and marks what it made `v10`; its
 * asynchronous half then calls itself available. So there is nothing to be had where the chosen back end is `basic_text`, nor where what
 * comes out of a trial begins so (docs/decisions/security.md, 145). On the other systems `v10` is the mark of what they protect.
 */
export function createCipher(storage: SafeStorageLike, platform: NodeJS.Platform): Cipher {
  const encrypt = async (plain: string): Promise<Buffer> =>
    storage.encryptStringAsync ? await storage.encryptStringAsync(plain) : storage.encryptString(plain)
  const protects = (encrypted: Buffer): boolean => platform !== 'linux' || !encrypted.subarray(0, publicMark.length).equals(publicMark)
  return {
    protects,
    encrypt,
    async available() {
      try {
        if (platform === 'linux' && unprotected.has(storage.getSelectedStorageBackend?.() ?? 'unknown')) return false
        const offered = storage.isAsyncEncryptionAvailable ? await storage.isAsyncEncryptionAvailable() : storage.isEncryptionAvailable()
        return offered && (platform !== 'linux' || protects(await encrypt('trial')))
      } catch {
        return false
      }
    },
    async decrypt(encrypted) {
      if (!storage.decryptStringAsync) return { plain: storage.decryptString(encrypted), isStale: false }
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(encrypted)
      return { plain: result, isStale: shouldReEncrypt }
    },
  }
}

const publicMark = Buffer.from('v10')
const unprotected: ReadonlySet<string> = new Set(['basic_text', 'unknown'])
