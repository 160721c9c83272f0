import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { fail } from '@contract/errors.ts'
import type { ExportFile } from '@contract/export.ts'
import { removeFile } from '../../files/files-later.ts'
import { patientlyLater } from '../../files/patience.ts'
import { asExportFailure, exportCancelled } from './failure.ts'
import { plainHasher, threadHasher, type Hasher } from './hasher.ts'
import { partOf } from './names.ts'
import { claim } from './publish.ts'

/** Bytes gathered before they are written: fewer, larger writes are a quarter faster than a stream's. */
const bufferBytes = 4 * 1024 * 1024
/** Shared, so that another thread can hash it where it lies. */
const newBuffer = (): Buffer => Buffer.from(new SharedArrayBuffer(bufferBytes))

/**
 * A file for a person: gathered in `<path>.part`, hashed while written, synced and read back; `publish` then gives it its name.
 * Until {@link verify} has returned nothing may be believed; {@link discard} removes what has no name yet.
 * Every failure is an `AppFailure`.
 */
export class OutputFile {
  entries = 0
  bytes = 0
  /** On its way: a thread that starts holds up nobody who writes. It hashes what is read back, too. */
  private hasher: Promise<Hasher> | null = null
  private buffer = newBuffer()
  private spare = newBuffer()
  private used = 0
  private writing: Promise<unknown> = Promise.resolve()
  private open = true

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly overwrite: boolean,
  ) {}

  static async create(path: string, overwrite: boolean): Promise<OutputFile> {
    try {
      claim({ path, overwrite })
      // What an export that was killed left; never what a link points to.
      await removeFile(partOf(path))
      const { O_WRONLY, O_CREAT, O_EXCL } = constants
      const handle = await patientlyLater(() => open(partOf(path), O_WRONLY | O_CREAT | O_EXCL, 0o600))
      return new OutputFile(path, handle, overwrite)
    } catch (error) {
      throw asExportFailure(error, path)
    }
  }

  /** Takes a part of the bytes if there is room. When it answers false nothing was taken: {@link flush}, then try again. */
  take(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.used + end - start > this.buffer.length) return false
    if (bytes instanceof Buffer) bytes.copy(this.buffer, this.used, start, end)
    else this.buffer.set(bytes.subarray(start, end), this.used)
    this.used += end - start
    return true
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    const given = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    for (let at = 0; at < given.length; at += bufferBytes) {
      const piece = given.subarray(at, at + bufferBytes)
      if (this.take(piece)) continue
      await this.flush()
      this.take(piece)
    }
  }

  /** Hands the gathered bytes to the disk; the next ones are gathered meanwhile. Afterwards the whole buffer is free. */
  async flush(): Promise<void> {
    this.hasher ??= threadHasher()
    await this.hand(this.hasher)
  }

  private async hand(hasher: Promise<Hasher>): Promise<void> {
    const bytes = this.buffer.subarray(0, this.used)
    this.bytes += bytes.length
    await this.written()
    const writing = Promise.all([writeWhole(this.handle, bytes), hasher.then(({ update }) => update(bytes))])
    // It is looked at by the next flush; until then its failure is nobody's.
    writing.catch(() => undefined)
    this.writing = writing
    const free = this.spare
    this.spare = this.buffer
    this.buffer = free
    this.used = 0
  }

  private async written(): Promise<void> {
    try {
      await this.writing
    } catch (error) {
      throw asExportFailure(error, this.path)
    }
  }

  /** The rest to the disk, for certain. Nothing can be written after. */
  async finish(): Promise<ExportFile> {
    // What fits into one buffer is hashed sooner than a thread has started.
    this.hasher ??= Promise.resolve(plainHasher())
    await this.hand(this.hasher)
    await this.written()
    try {
      const sha256 = await (await this.hasher).digest()
      await this.handle.sync()
      await this.close()
      return { path: this.path, bytes: this.bytes, entries: this.entries, sha256 }
    } catch (error) {
      throw asExportFailure(error, this.path)
    }
  }

  /** Reads the finished file back from where it is. */
  async verify({ sha256 }: Pick<ExportFile, 'sha256'>, signal: AbortSignal): Promise<void> {
    try {
      if ((await this.readBack(signal)) !== sha256) throw changed(this.path)
    } catch (error) {
      throw asExportFailure(error, this.path)
    }
  }

  /** Hex SHA-256 of what the disk gives back. */
  private async readBack(signal: AbortSignal): Promise<string> {
    const hasher = await (this.hasher ?? plainHasher())
    const file = await patientlyLater(() => open(partOf(this.path), 'r'))
    let hashing = Promise.resolve()
    let [buffer, other] = [this.buffer, this.spare]
    try {
      for (;;) {
        if (signal.aborted) throw exportCancelled()
        const { bytesRead } = await file.read(buffer, 0, bufferBytes)
        await hashing
        if (bytesRead === 0) return await hasher.digest()
        hashing = hasher.update(buffer.subarray(0, bytesRead))
        ;[buffer, other] = [other, buffer]
      }
    } finally {
      this.closeHasher()
      await file.close()
    }
  }

  /** Removes what is there of it under no name of its own. Never fails: the drive may be gone. */
  async discard(): Promise<void> {
    await this.writing.catch(() => undefined)
    this.closeHasher()
    await this.close().catch(() => undefined)
    await removeFile(partOf(this.path)).catch(() => undefined)
  }

  private async close(): Promise<void> {
    if (!this.open) return
    this.open = false
    await this.handle.close()
  }

  private closeHasher(): void {
    void this.hasher?.then(({ close }) => close())
  }
}

/** One call may write less than it was given: on a full disk, what still fitted. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten
}

const changed = (path: string): Error =>
  fail(
    'storage',
    'The disk gave back something else than was written. The export was removed.',
    'Export to another disk; this one may be failing.',
    path,
  )
