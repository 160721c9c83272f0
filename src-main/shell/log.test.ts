import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog, rotate } from './log.ts'
import { createRedactor } from './redact.ts'
import { isOpenToOthers } from '../fixtures/permissions.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'desk-log-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the log file', () => {
  it('is private, and holds neither tokens nor email addresses', () => {
    const redactor = createRedactor()
    redactor.remember('canary-1')
    const log = openLog(folder, redactor, false)
    log.warn('first canary-1 of alice@acme.test')
    log.error('second', new Error('Authorization: Bearer canary-1', { cause: 'bob@acme.test' }))
    const path = join(folder, 'logs', 'main.log')
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/first <secret> of <email>/)
    expect(text).toContain('second')
    expect(text).not.toMatch(/canary|alice|bob/)
    expect(isOpenToOthers(path)).toBe(false)
    expect(isOpenToOthers(join(folder, 'logs'))).toBe(false)
  })

  it('keeps three older files and no more', () => {
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      writeFileSync(join(folder, 'main.log'), text)
      rotate(folder)
    }
    expect(readdirSync(folder).sort()).toEqual(['main.1.log', 'main.2.log', 'main.3.log'])
    expect(['1', '2', '3'].map((index) => readFileSync(join(folder, `main.${index}.log`), 'utf8'))).toEqual(['e', 'd', 'c'])
  })
})
