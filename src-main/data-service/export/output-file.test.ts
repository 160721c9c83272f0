import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { outcome } from '../../fixtures/outcome.ts'
import { plainHasher, threadHasher } from './hasher.ts'
import { OutputFile } from './output-file.ts'
import { publish } from './publish.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-output-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Three buffers and a bit, in pieces of odd sizes. */
const whole = randomBytes(13_000_001)
async function written(name: string): Promise<{ file: OutputFile; path: string; sha256: string }> {
  const path = join(folder, name)
  const file = await OutputFile.create(path, false)
  for (let at = 0, size = 1; at < whole.length; at += size, size = (size * 7 + 3) % 5_000_000) {
    const piece = whole.subarray(at, at + size)
    if (!file.take(piece)) await file.write(piece)
  }
  const { sha256, bytes } = await file.finish()
  expect(bytes).toBe(whole.length)
  return { file, path, sha256 }
}

it('a file of several buffers is what was written, and hashed as sha256sum does', async () => {
  const { file, path, sha256 } = await written('whole')
  await file.verify({ sha256 }, new AbortController().signal)
  publish(path, [file], [])
  expect(readFileSync(path).equals(whole)).toBe(true)
  expect(execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)).toBe(sha256)
})

it('a file that reads back otherwise, or is cancelled while it is read back, is removed', async () => {
  const other = await written('other')
  expect(await outcome(other.file.verify({ sha256: '0'.repeat(64) }, new AbortController().signal))).toBe('storage')
  await other.file.discard()
  const late = await written('late')
  expect(await outcome(late.file.verify(late, AbortSignal.abort()))).toBe('cancelled')
  await late.file.discard()
  expect(readdirSync(folder).filter((name) => name !== 'whole')).toEqual([])
})

it('a thread hashes as this one does', async () => {
  const shared = Buffer.from(new SharedArrayBuffer(whole.length))
  whole.copy(shared)
  const digests = []
  for (const hasher of [plainHasher(), await threadHasher()]) {
    await hasher.update(shared.subarray(0, 5_000_000))
    await hasher.update(shared.subarray(5_000_000))
    digests.push(await hasher.digest())
    hasher.close()
  }
  expect(digests[0]).toBe(digests[1])
})
