import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fail } from '@contract/errors.ts'
import { archive, type Archive } from './archive.ts'
import { about, changedMeanwhile, cutOff, isEmptyFile, notThere } from './failures.ts'
import { inflated, isGzip } from './inflated.ts'
import { workbookRows } from './workbook.ts'

/** A file of records: on the disk, or inside an archive there. */
export interface InputFile {
  /** As a person knows it: below what was picked. */
  readonly name: string
  readonly bytes: number
  /** The file on the disk that it is, or is in. */
  readonly disk: DiskFile
  readonly isWorkbook: boolean
  /** Its bytes, unpacked; of a workbook its rows as CSV. Throws what is wrong, as an `AppFailure`. */
  readonly read: () => AsyncIterable<Buffer>
}

/** A file that is read once, from beginning to end; an archive's is hashed before. */
export interface DiskFile {
  readonly path: string
  readonly name: string
  readonly size: number
  /** Bytes of it that were read so far. */
  done: number
  /** SHA-256, lower-case hex; null before all of it was read. */
  sha256: string | null
}

const mostFiles = 100_000
const pieceBytes = 512 * 1024

/** All files that paths lead to, each folder's in the order of names. Fails with `file-not-there`, `file-empty` or what an archive is. */
export async function inputFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = []
  for (const path of paths) await addPath(path, basename(path), found, true)
  return found
}

async function addPath(path: string, name: string, found: InputFile[], isNamed: boolean): Promise<void> {
  const is = await stat(path).catch((thrown: unknown) => {
    throw about(name, thrown)
  })
  if (is.isDirectory()) {
    const inside = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const each of inside) {
      // A link may lead round in a circle, or out of what was picked.
      if (each.name.startsWith('.') || each.isSymbolicLink()) continue
      await addPath(join(path, each.name), `${name}/${each.name}`, found, false)
    }
    if (isNamed && found.length === 0)
      throw fail('file-empty', `The folder ${name} holds no files.`, 'Choose the folder that the files are in.')
    return
  }
  if (!is.isFile()) throw notThere(name)
  if (is.size === 0) {
    if (isNamed) throw isEmptyFile(name)
    return
  }
  if (found.length >= mostFiles) throw fail('file-too-large', `There are more than ${mostFiles} files.`, 'Import them a folder at a time.')
  const disk: DiskFile = { path, name, size: is.size, done: 0, sha256: null }
  const beginning = await beginningOf(path)
  if (beginning.readUInt32BE(0) !== 0x504b0304) {
    const plain = (): AsyncIterable<Buffer> => checked(disk, is.mtimeMs)
    const read = isGzip(beginning) ? () => inflated(name, plain()) : plain
    found.push({ name, bytes: is.size, disk, isWorkbook: false, read })
    return
  }
  found.push(...(await filesIn(disk, name)))
}

async function filesIn(disk: DiskFile, name: string): Promise<InputFile[]> {
  const packed = await archive(disk.path, name)
  if (packed.files.some(({ name }) => name === 'xl/workbook.xml')) {
    return [{ name, bytes: disk.size, disk, isWorkbook: true, read: () => hashing(disk, workbookRows(packed, name)) }]
  }
  const files = packed.files.filter(({ name }) => !/(^|\/)(\.|__MACOSX\/)/.test(name))
  if (files.length === 0) throw isEmptyFile(name)
  return files.map((each) => {
    const inner = `${name}/${each.name}`
    return { name: inner, bytes: each.bytes, disk, isWorkbook: false, read: () => hashing(disk, unpacked(packed, each.name, inner)) }
  })
}

async function* unpacked(packed: Archive, file: string, name: string): AsyncIterable<Buffer> {
  const pieces = packed.read(file)[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done) return
  const all = {
    async *[Symbol.asyncIterator](): AsyncIterator<Buffer> {
      yield first.value
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
    },
  }
  if (first.value.length >= 4 && first.value.readUInt32BE(0) === 0x504b0304) throw fail('file-unsafe', `${name} is an archive within an archive.`, 'Unpack the outer one, then import what comes out.') // prettier-ignore
  yield* isGzip(first.value) ? inflated(name, all) : all
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((thrown: unknown) => {
    throw about(basename(path), thrown)
  })
  try {
    const bytes = Buffer.alloc(4)
    await file.read(bytes, 0, 4, 0)
    return bytes
  } finally {
    await file.close()
  }
}

/** A file as it was when it was looked at: nothing that is written meanwhile. */
async function* checked(disk: DiskFile, mtimeMs: number): AsyncIterable<Buffer> {
  const hash = createHash('sha256')
  disk.done = 0
  try {
    for await (const piece of createReadStream(disk.path, { highWaterMark: pieceBytes, end: disk.size - 1 })) {
      const bytes = piece as Buffer
      hash.update(bytes)
      disk.done += bytes.length
      yield bytes
    }
    const now = await stat(disk.path)
    if (disk.done < disk.size || now.size !== disk.size || now.mtimeMs !== mtimeMs) throw changedMeanwhile(disk.name)
  } catch (thrown) {
    throw about(disk.name, thrown)
  }
  disk.sha256 = hash.digest('hex')
}

/** What an archive holds comes from all over it: it is hashed as a whole, before and once. */
async function* hashing(disk: DiskFile, pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  if (disk.sha256 === null) {
    const { mtimeMs } = await stat(disk.path)
    for await (const _ of checked(disk, mtimeMs));
  }
  try {
    yield* pieces
  } catch (thrown) {
    const { message } = thrown as Error
    // The library's own words for what the archive contradicts itself in.
    if (thrown instanceof Error && /^(too many|not enough) bytes|invalid|unexpected|expected/i.test(message) && !('error' in thrown))
      throw cutOff(disk.name)
    throw about(disk.name, thrown)
  }
}
