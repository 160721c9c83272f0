import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstLook as schema } from '@contract/first-look.ts'
import { columnIds } from '@contract/setting-names.ts'
import { settings as settingsSchema } from '@contract/settings.ts'
import { memoryStore } from '../fixtures/memory-store.ts'
import { readFirstLook } from './first-look.ts'

const layout = { window: { width: 1600, height: 1000 }, rail: 212, grid: { x: 412, y: 224.5, width: 1188, height: 747 } }
const tenants = [{ id: 'abcdefgh', zone: 'Europe/Zurich' }]
const look = (kept: Readonly<Record<string, unknown>>) => readFirstLook(memoryStore(kept))

describe('what the window draws first, from the settings file', () => {
  it('is what the settings say, whatever they are', () => {
    const settings = fc
      .record({
        zone: fc.constantFrom('utc' as const, 'local' as const, 'tenant' as const),
        theme: fc.constantFrom('system' as const, 'light' as const, 'dark' as const),
        columns: fc.uniqueArray(fc.constantFrom(...columnIds), { minLength: 1 }),
        columnWidths: fc.dictionary(fc.constantFrom(...columnIds), fc.integer({ min: 40, max: 1200 }), { noNullPrototype: true }),
      })
      .map((some) => settingsSchema.parse(some))
    fc.assert(
      fc.property(settings, (kept) => {
        const found = look({ settings: kept, tenants, layout })
        expect(schema.parse(found)).toEqual(found)
        expect(found).toMatchObject({ tenant: 'abcdefgh', zoneChoice: kept.zone, theme: kept.theme, columns: kept.columns, layout })
        expect(found?.columnWidths).toEqual(kept.columnWidths)
        if (kept.zone !== 'local') expect(found?.zone).toBe(kept.zone === 'utc' ? 'UTC' : 'Europe/Zurich')
      }),
      { numRuns: 50 },
    )
  })

  it('is nothing, or fits the contract, where the file is not as the application writes it', () => {
    const settings = settingsSchema.parse({})
    const odd = fc.oneof(fc.anything(), fc.constantFrom<unknown>(NaN, -1, 1e9, [], ['time', 'time'], ['time', 'none'], { time: '80' }))
    const whole = { settings, tenants, layout }
    for (const place of ['settings', 'tenants', 'layout'] as const) {
      const keys = place === 'tenants' ? ['0'] : Object.keys(whole[place])
      fc.assert(
        fc.property(fc.constantFrom(...keys), odd, (key, value) => {
          const changed = { ...whole, [place]: Object.assign(structuredClone(whole[place]), { [key]: value }) }
          const found = readFirstLook({ get: (name) => changed[name as typeof place] })
          if (found !== null) expect(schema.parse(found)).toEqual(found)
        }),
        { numRuns: 200 },
      )
    }
  })

  it.each([
    {},
    { settings: {}, tenants, layout },
    { settings: settingsSchema.parse({}), tenants: [], layout },
    { settings: settingsSchema.parse({}), tenants },
  ])('is nothing where something is missing: %j', (kept) => {
    expect(look(kept)).toBeNull()
  })
})
