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

export interface Cipher {
  /** Whether the operating system really protects what is encrypted. */
  available(): Promise<boolean>
  encrypt(plain: string): Promise<Buffer>
  decrypt(encrypted: Buffer): Promise<string>
}

/**
 * Encryption by the operating system, asynchronous where it can be (the synchronous calls may block on a key ring prompt).
 * On Linux without a key ring Chromium falls back to a password that is in its source: `basic_text` protects nothing and
 * counts as not available.
 */
export function createCipher(storage: SafeStorageLike, platform: NodeJS.Platform): Cipher {
  return {
    async available() {
      if (platform === 'linux' && unprotected.has(storage.getSelectedStorageBackend?.() ?? 'unknown')) return false
      return storage.isAsyncEncryptionAvailable ? await storage.isAsyncEncryptionAvailable() : storage.isEncryptionAvailable()
    },
    encrypt: async (plain) => (storage.encryptStringAsync ? await storage.encryptStringAsync(plain) : storage.encryptString(plain)),
    decrypt: async (encrypted) =>
      storage.decryptStringAsync ? (await storage.decryptStringAsync(encrypted)).result : storage.decryptString(encrypted),
  }
}

const unprotected: ReadonlySet<string> = new Set(['basic_text', 'unknown'])
