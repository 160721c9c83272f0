import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settings as schema, settingsPatch } from '@contract/settings.ts'
import { writeFileWhole } from '../files/files-later.ts'
import { setUnreadableAside } from './file.ts'
import { memoryStore } from '../fixtures/memory-store.ts'
import { createSettings } from './settings.ts'
import { within } from './store.ts'
import { isOpenToOthers } from '../fixtures/permissions.ts'

const defaults = schema.parse({})

describe('settings', () => {
  it('begin with the defaults', () => {
    expect(createSettings(memoryStore(), expect.fail).get()).toEqual(defaults)
  })

  it('change only what is given, are kept, and are announced', () => {
    const store = memoryStore()
    const settings = createSettings(store, expect.fail)
    const heard: unknown[] = []
    settings.onChange((changed) => heard.push(changed))
    settings.set({ theme: 'dark', drawerWidth: 500 })
    settings.set(settingsPatch.parse({ zone: 'local' }))
    const expected = { ...defaults, theme: 'dark', drawerWidth: 500, zone: 'local' }
    expect(settings.get()).toEqual(expected)
    expect(heard.at(-1)).toEqual(expected)
    expect(createSettings(store, expect.fail).get()).toEqual(expected)
  })

  it('lose a value that does not fit, and only that', () => {
    const warnings: string[] = []
    const store = memoryStore({ settings: { theme: 'pink', drawerWidth: 600, columns: [], unknown: 1 } })
    expect(createSettings(store, (message) => warnings.push(message)).get()).toEqual({ ...defaults, drawerWidth: 600 })
    expect(warnings).toHaveLength(2)
  })

  it('can be read from anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...Object.keys(schema.shape)), fc.jsonValue())), (kept) => {
        const read = createSettings(memoryStore({ settings: kept }), () => undefined).get()
        expect(schema.safeParse(read).success).toBe(true)
      }),
    )
  })
})

describe('a store within a store', () => {
  it('keeps names apart and forgets with null', () => {
    const store = memoryStore({ other: 1 })
    const inner = within(store, 'sync')
    expect(inner.get('a')).toBeNull()
    inner.set('a', { n: 1 })
    inner.set('b.c', 2)
    inner.set('a', null)
    expect([inner.get('a'), inner.get('b.c'), inner.get('constructor')]).toEqual([null, 2, null])
    expect(store.get('sync')).toEqual({ 'b.c': 2 })
  })

  it('replaces what is no object', () => {
    const store = memoryStore({ sync: [1] })
    within(store, 'sync').set('a', 1)
    expect(store.get('sync')).toEqual({ a: 1 })
  })
})

describe('private files', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'desk-file-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('are replaced whole and leave nothing beside them', async () => {
    const path = join(folder, 'a.json')
    await writeFileWhole(path, 'one')
    await writeFileWhole(path, 'two')
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(isOpenToOthers(path)).toBe(false)
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('stay as they were when writing fails', async () => {
    await expect(writeFileWhole(join(folder, 'missing', 'a.json'), 'x')).rejects.toThrow('ENOENT')
    expect(readdirSync(folder)).toEqual([])
  })

  it('are set aside under a name with the time', () => {
    const path = join(folder, 'a.json')
    writeFileSync(path, 'broken')
    expect(setUnreadableAside(path, new Date('2026-11-23T10:11:12.345Z'))).toBe(`${path}.unreadable-20261123T101112Z`)
    expect(readdirSync(folder)).toEqual(['a.json.unreadable-20261123T101112Z'])
  })
})
