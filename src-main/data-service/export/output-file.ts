import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '@contract/errors.ts'
import type { ExportFile } from '@contract/export.ts'
import { asExportFailure, exportCancelled, nameTaken } from './failure.ts'

/** Bytes gathered before they are written: fewer, larger writes are a quarter faster than a stream's. */
const bufferBytes = 4 * 1024 * 1024

/** Where the bytes are until the file is whole. */
export const partOf = (path: string): string => `${path}.part`

/**
 * A file for a person: gathered in `<path>.part`, hashed while written, synced, renamed, and read back.
 * Until {@link publish} has returned nothing may be believed; {@link discard} removes whatever is there.
 * Every failure is an `AppFailure`.
 */
export class OutputFile {
  entries = 0
  bytes = 0
  private readonly hash = createHash('sha256')
  private buffer = Buffer.allocUnsafe(bufferBytes)
  private spare = Buffer.allocUnsafe(bufferBytes)
  private used = 0
  private writing: Promise<unknown> = Promise.resolve()
  private open = true
  private published = false

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly overwrite: boolean,
  ) {}

  static async create(path: string, overwrite: boolean): Promise<OutputFile> {
    try {
      const there = await stat(path).catch(() => null)
      if (there && !(overwrite && there.isFile())) throw nameTaken(path)
      // What an export that was killed left; never what a link points to.
      await rm(partOf(path), { force: true })
      const { O_WRONLY, O_CREAT, O_EXCL } = constants
      return new OutputFile(path, await open(partOf(path), O_WRONLY | O_CREAT | O_EXCL, 0o600), overwrite)
    } catch (error) {
      throw asExportFailure(error, path)
    }
  }

  /** Takes the bytes if there is room. When it answers false nothing was taken: {@link flush}, then try again. */
  take(bytes: Uint8Array): boolean {
    if (this.used + bytes.length > this.buffer.length) return false
    this.buffer.set(bytes, this.used)
    this.used += bytes.length
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
    const bytes = this.buffer.subarray(0, this.used)
    this.hash.update(bytes)
    this.bytes += bytes.length
    await this.written()
    const writing = writeWhole(this.handle, bytes)
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
    await this.flush()
    await this.written()
    try {
      await this.handle.sync()
      await this.close()
    } catch (error) {
      throw asExportFailure(error, this.path)
    }
    return { path: this.path, bytes: this.bytes, entries: this.entries, sha256: this.hash.digest('hex') }
  }

  /** Gives the finished file its name and reads it back. */
  async publish({ sha256 }: Pick<ExportFile, 'sha256'>, signal: AbortSignal): Promise<void> {
    try {
      // A rename replaces silently: what came of that name meanwhile is not ours.
      if (!this.overwrite && (await stat(this.path).catch(() => null))) throw nameTaken(this.path)
      await rename(partOf(this.path), this.path)
      this.published = true
      await syncFolder(dirname(this.path))
      if ((await hashOfFile(this.path, signal)) !== sha256) throw changed(this.path)
    } catch (error) {
      throw asExportFailure(error, this.path)
    }
  }

  /** Removes what is there of it, also after it was published. Never fails: the drive may be gone. */
  async discard(): Promise<void> {
    await this.writing.catch(() => undefined)
    await this.close().catch(() => undefined)
    await rm(partOf(this.path), { force: true }).catch(() => undefined)
    if (this.published) await rm(this.path, { force: true }).catch(() => undefined)
  }

  private async close(): Promise<void> {
    if (!this.open) return
    this.open = false
    await this.handle.close()
  }
}

/** One call may write less than it was given: on a full disk, what still fitted. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten
}

/** Windows cannot open a folder; there the rename itself is what there is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** Hex SHA-256 of what the disk gives back. */
async function hashOfFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(bufferBytes)
    for (;;) {
      if (signal.aborted) throw exportCancelled()
      const { bytesRead } = await file.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
      await nextTurn()
    }
  } finally {
    await file.close()
  }
}

const changed = (path: string): Error =>
  fail(
    'storage',
    'The disk gave back something else than was written. The export was removed.',
    'Export to another disk; this one may be failing.',
    path,
  )
