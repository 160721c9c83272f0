import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../fixtures/memory-store.ts'
import { earlySettings, themeIn } from './early-settings.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-ahead-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const file = (text: string): void => writeFileSync(join(folder, 'settings.json'), text)

describe('the settings before their own code is read', () => {
  it('are what the file says, and then what the store says', () => {
    file('{"window":{"maximized":true}}')
    const kept = earlySettings(folder)
    expect(kept.get('window')).toEqual({ maximized: true })
    const store = memoryStore({ window: 'newer' })
    kept.become(store)
    expect(kept.get('window')).toBe('newer')
    kept.set('window', 'newest')
    expect(store.get('window')).toBe('newest')
  })

  it.each([null, '', '[1]', '{"window":'])('are none in a file of %j', (text) => {
    if (text !== null) file(text)
    expect(earlySettings(folder).get('window')).toBeUndefined()
  })

  it.each([
    [{ theme: 'dark' }, 'dark'],
    [{ theme: 'sepia' }, 'system'],
    [[], 'system'],
  ])('name the theme: %j is %s', (settings, theme) => {
    expect(themeIn(memoryStore({ settings }))).toBe(theme)
  })
})
