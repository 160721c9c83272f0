import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DenialReview } from '../../src-preload/contract/denied.ts'
import { Casework } from '../../src-main/data-service/casework/casework.ts'
import { caseworkDatabase } from '../../src-main/data-service/casework/schema.ts'
import { openDatabase } from '../../src-main/data-service/sqlite/open.ts'
import { builtChild } from './child-program.ts'
import { tenantId as tenant } from './sync-support.ts'

const cases = 400
let program: string
let root: string

beforeAll(async () => {
  program = await builtChild('denial-review-child.ts')
  root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-review-kill-'))
})
afterAll(() => {
  for (const each of [dirname(program), root]) rmSync(each, { recursive: true, force: true })
})

/** Casework as the version before wrote it. @returns the tenant's folder */
function earlier(dataFolder: string): string {
  const folder = join(dataFolder, 'tenants', tenant)
  mkdirSync(folder, { recursive: true })
  const db = openDatabase(join(folder, 'casework.db'), {
    ...caseworkDatabase,
    migrations: caseworkDatabase.migrations.filter(({ version }) => version < 7),
  })
  const insert = db.prepare(
    "INSERT INTO case_file (title, description, status, author, created_at, changed_at) VALUES (?, 'd', 'open', 'ines', 1, 1)",
  )
  db.transaction(() => Array.from({ length: cases }, (_, n) => insert.run(`case ${n}`)))()
  db.close()
  return folder
}

/** Kills the child so many ms after it began to open, or with its so many-th answer. @returns the last edit that was answered; -1: none */
function killed(dataFolder: string, when: { readonly ms: number } | { readonly edits: number }): Promise<number> {
  const child = spawn(process.execPath, [program, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let answered = -1
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'opening' && 'ms' in when) setTimeout(() => child.kill('SIGKILL'), when.ms)
    const [, n] = /^did (\d+)$/.exec(line) ?? []
    if (n === undefined) return
    answered = Number(n)
    if ('edits' in when && answered + 1 >= when.edits) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(answered))
  })
}

it('killed while casework of an earlier version is brought up to date, or while lines are reviewed, nothing that was there or answered is lost', async () => {
  let edits = 0
  const moments = [...[0, 2, 5, 10, 20, 40, 80].map((ms) => ({ ms })), ...[1, 4, 9].map((count) => ({ edits: count }))]
  for (const [at, when] of moments.entries()) {
    const dataFolder = join(root, String(at))
    const folder = earlier(dataFolder)
    const answered = await killed(dataFolder, when)
    const casework = new Casework({ folder, author: 'ines', now: () => Date.now() })
    try {
      expect(casework.store.recovery, JSON.stringify(when)).toBeNull()
      expect(casework.cases.all().length).toBe(cases)
      const byUser = new Map<string, DenialReview[]>()
      for (const review of casework.denials.all()) byUser.set(review.user, [...(byUser.get(review.user) ?? []), review])
      // The edit after the last answer may have been written too; none before it may be missing, and each is whole.
      expect([answered + 1, answered + 2]).toContain(byUser.size)
      for (const [user, reviews] of byUser) {
        expect(reviews.length, user).toBe(10)
        expect(new Set(reviews.map(({ note }) => note))).toEqual(new Set([user.replace('user', 'note')]))
      }
      edits += answered + 1
    } finally {
      casework.store.close()
    }
  }
  expect(edits).toBeGreaterThan(0)
})
