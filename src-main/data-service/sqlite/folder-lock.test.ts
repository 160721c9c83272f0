import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toAppError } from '@contract/errors.ts'
import { lockFolder } from './folder-lock.ts'

const attempt = (folder: string): string => {
  try {
    lockFolder(folder).release()
    return 'locked'
  } catch (error) {
    return toAppError(error).code
  }
}

it('a folder has one owner, and none any more when its process was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-lock-'))
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3')
  const owner = spawn(
    process.execPath,
    [
      '-e',
      `const db = require(${JSON.stringify(sqlite)})(${JSON.stringify(join(folder, 'lock.db'))}); db.exec('BEGIN EXCLUSIVE'); console.log('has it'); setInterval(() => db, 1e6)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(owner.stdout, 'data')
  expect(attempt(folder)).toBe('folder-locked')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  expect(attempt(folder)).toBe('locked')
  expect(attempt(folder)).toBe('locked')
  rmSync(folder, { recursive: true })
})
