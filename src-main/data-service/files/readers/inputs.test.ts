import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { AppFailure } from '@contract/errors.ts'
import { sha256 } from '../../bytes/sha256.ts'
import { Decoding } from './decoding.ts'
import { inputFiles } from './inputs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inputs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, bytes: Buffer | string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function zipOf(files: Readonly<Record<string, Buffer | string>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Name and whole text of every file that paths lead to. */
async function read(...paths: string[]): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = []
  for (const input of await inputFiles(paths)) {
    const pieces: Buffer[] = []
    for await (const piece of input.read()) pieces.push(Buffer.from(piece))
    found.push([input.name, Buffer.concat(pieces).toString('utf8')])
  }
  return found
}

/** The code of what it fails with, which has a sentence and a next step. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppFailure)
    const { error } = thrown as AppFailure
    expect(error.message).toMatch(/^[\p{L}\p{N}_.].*\.$/su)
    expect(error.next).toBeTruthy()
    return error.code
  }
  return 'it did not fail'
}

describe('files that are picked', () => {
  it('are read plain, as gz, in a zip, as gz in a zip, and in folders, each under a name that says where it is', async () => {
    mkdirSync(join(folder, 'logs', 'old'), { recursive: true })
    put('logs/a.csv', 'a,b')
    put('logs/old/b.json.gz', gzipSync('{"b":1}'))
    put('logs/.hidden', 'x')
    put('logs/empty.csv', '')
    symlinkSync(folder, join(folder, 'logs', 'round'))
    put('c.zip', await zipOf({ 'x/1.csv': 'one', '2.json.gz': gzipSync('two'), '__MACOSX/x/._1.csv': 'junk', 'x/.DS_Store': 'junk' }))
    expect(await read(join(folder, 'logs'), join(folder, 'c.zip'))).toEqual([
      ['logs/a.csv', 'a,b'],
      ['logs/old/b.json.gz', '{"b":1}'],
      ['c.zip/x/1.csv', 'one'],
      ['c.zip/2.json.gz', 'two'],
    ])
  })

  it('have the SHA-256 of the file on the disk', async () => {
    const packed = gzipSync('text')
    const zip = await zipOf({ a: 'b' })
    const inputs = await inputFiles([put('a.gz', packed), put('b.zip', zip)])
    for (const input of inputs) for await (const _ of input.read());
    expect(inputs.map(({ disk }) => disk.sha256)).toEqual([packed, zip].map(sha256))
  })

  it('are refused with a code, a sentence and a next step', async () => {
    expect(await failure(read(join(folder, 'none.csv')))).toBe('file-not-there')
    expect(await failure(read(put('empty.csv', '')))).toBe('file-empty')
    mkdirSync(join(folder, 'nothing'))
    expect(await failure(read(join(folder, 'nothing')))).toBe('file-empty')
    const packed = gzipSync(`${'x'.repeat(100_000)}${Math.random()}`)
    for (const end of [12, 60, packed.length - 9, packed.length - 1]) {
      expect(await failure(read(put(`cut${end}.gz`, packed.subarray(0, end))))).toBe('file-broken')
    }
    const zip = await zipOf({ 'a.csv': 'a,b\n'.repeat(5000) })
    for (const end of [5, 60, zip.length - 30, zip.length - 3])
      expect(await failure(read(put('cut.zip', zip.subarray(0, end))))).toBe('file-broken')
    expect(await failure(read(put('in.zip', await zipOf({ 'inner.zip': zip }))))).toBe('file-unsafe')
  })

  it('never lead out of an archive', async () => {
    const zip = await zipOf({ 'aa/bb/evil.csv': 'a,b' })
    for (const name of ['../../evil.csv', '/etc/evil.csvv', 'C:/../evil.csv', '..\\..\\evil.csv']) {
      const evil = Buffer.from(zip)
      for (let at = evil.indexOf('aa/bb/evil.csv'); at >= 0; at = evil.indexOf('aa/bb/evil.csv', at + 1)) evil.write(name, at)
      expect(await failure(read(put('evil.zip', evil)))).toBe('file-unsafe')
    }
  })

  it('that are made to fill memory end before they do', async () => {
    const zeros = gzipSync(Buffer.alloc(150_000_000))
    expect(await failure(read(put('bomb.gz', zeros)))).toBe('file-too-large')
    const zip = await zipOf({ 'bomb.csv': Buffer.alloc(150_000_000) })
    expect(await failure(read(put('bomb.zip', zip)))).toBe('file-too-large')
    // One that says to be small.
    const liar = Buffer.from(zip)
    liar.writeUInt32LE(1000, liar.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    expect(await failure(read(put('liar.zip', liar)))).toBe('file-broken')
  })

  it('that are written to meanwhile are neither the old nor the new file', async () => {
    const path = put('grows.csv', 'x'.repeat(3_000_000))
    const [input] = await inputFiles([path])
    const reading = async (): Promise<void> => {
      for await (const _ of input?.read() ?? []) appendFileSync(path, 'more')
    }
    expect(await failure(reading())).toBe('file-changed')
  })

  it('of any bytes are read or refused, never anything else', async () => {
    const zip = await zipOf({ 'a.csv': 'a,b\n1,2', 'b.json.gz': gzipSync('{}') })
    const start = fc.constantFrom(zip, gzipSync('a,b'.repeat(50)), Buffer.from('a,b'))
    const spoilt = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(start, spoilt, fc.nat(600), async (bytes, changes, end) => {
        const changed = Buffer.from(bytes.subarray(0, Math.max(4, end)))
        for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte
        try {
          await read(put('any', changed))
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppFailure)
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('encodings', () => {
  const decode = (encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252', bytes: Buffer, size: number): string => {
    const decoding = new Decoding(encoding)
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += size) pieces.push(decoding.push(bytes.subarray(at, at + size)))
    return Buffer.concat([...pieces, decoding.end()]).toString('utf8')
  }

  it('come out the same in whatever pieces, without their mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 7 }), fc.boolean(), (text, size, marked) => {
        fc.pre(!text.startsWith('\ufeff'))
        const little = Buffer.from(`${marked ? '\ufeff' : ''}${text}`, 'utf16le')
        const big = Buffer.from(little).swap16()
        expect(decode('utf-16le', little, size)).toBe(text)
        expect(decode('utf-16be', big, size)).toBe(text)
        expect(decode('utf-8', Buffer.from(text), size)).toBe(text)
      }),
    )
    expect(decode('utf-8', Buffer.from('\ufeffa'), 10)).toBe('a')
    expect(decode('windows-1252', Buffer.from([0x80, 0x41, 0xe4, 0x9f]), 1)).toBe('€AäŸ')
  })

  it('say what does not fit, and on which line', () => {
    expect(() => decode('windows-1252', Buffer.from([0x41, 0x81]), 1)).toThrow(/not Windows-1252/)
    expect(() => decode('utf-16le', Buffer.from([0x41, 0, 0x0a, 0, 0x00, 0xd8, 0x41, 0]), 8)).toThrow(/not UTF-16/)
    expect(() => decode('utf-16le', Buffer.from([0x41, 0, 0x41]), 8)).toThrow(/not UTF-16/)
  })
})
