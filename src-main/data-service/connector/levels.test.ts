import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectorOf } from './registry.ts'
import { mostLevels, withinLevels } from './levels.ts'
import { unmappedIn } from './dry-run.ts'

const fallback = { id: () => 'hash' }
const { mapItem, definition } = connectorOf('tenant-iam')
const nested = (levels: number, open = '{"a":', core = '1', close = '}'): string => open.repeat(levels) + core + close.repeat(levels)
const item = (changes: string, more = ''): string =>
  `{"id":"deep","timestamp":"2026-11-19T23:57:00Z","action":"user_update","actor":{"email":"a@x"},"resource":{"type":"user"},"status":"success","changes":${changes}${more}}`

/** What {@link withinLevels} is to be, by the runtime's own parser. */
function emptied(value: unknown, level = 1): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (level > mostLevels) return Array.isArray(value) ? [] : {}
  const inside = Object.entries(value).map(([name, each]) => [name, emptied(each, level + 1)] as const)
  return Array.isArray(value) ? inside.map(([, each]) => each) : Object.fromEntries(inside)
}

describe('what is nested deeper than is read (issue 12.18)', () => {
  it('is emptied and nothing else is touched, whatever strings hold', () => {
    const text = fc.constantFrom('}', '{"[', '\\', '\\"}', '"', 'plain', '\u2028', '[[[')
    const leaf = fc.oneof(text, fc.integer(), fc.constant(null))
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(text, leaf, { maxKeys: 3 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 1100 }),
        (inside, levels) => {
          const around = inside.map((each) => JSON.stringify(each))
          const deep = nested(levels, '{"\\"}":[', around.length > 0 ? around.join(',') : '[]', '],"after":[{"x":1}]}')
          expect(JSON.parse(withinLevels(deep))).toEqual(emptied(JSON.parse(deep)))
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['600 levels', nested(600)],
    ['3,500 levels', nested(3500)],
    ['100,000 levels', nested(100_000)],
    ['100,000 levels in lists', nested(100_000, '[', '', ']')],
    ['ten megabytes of brackets', nested(5_000_000, '[', '', ']')],
  ])('of %s has the rest of the entry read, and says what is not', (_, deep) => {
    for (const text of [item(`{"before":null,"after":${deep}}`), item('null', `,"extra":${deep}`)]) {
      const entry = mapItem(text, fallback)
      expect(entry).toMatchObject({
        id: 'deep',
        action: 'user_update',
        actor: { email: 'a@x' },
        occurredAt: Date.UTC(2026, 10, 19, 23, 57),
      })
      expect(entry.parseError).toBe(`nested deeper than ${mostLevels} levels: kept as sent, its parts are not searchable`)
      expect(entry.changes).toBeUndefined()
    }
    expect(mapItem(item(`{"before":null,"after":${deep}}`), fallback).unreadChanges).toBe(`nested deeper than ${mostLevels} levels`)
  })

  it('is read down to the last level that is', () => {
    const lists = (levels: number): string => nested(levels, '[', '1', ']')
    const entry = mapItem(item(`{"before":null,"after":${lists(mostLevels - 2)}}`), fallback)
    expect(entry.parseError).toBeUndefined()
    expect(JSON.stringify(entry.changes?.after)).toBe(lists(mostLevels - 2))
    expect(mapItem(item(`{"before":null,"after":${lists(mostLevels - 1)}}`), fallback).changes).toBeUndefined()
  })

  it('is found in JSON within a text, too', () => {
    const within = connectorOf({ ...definition, entry: { ...definition.entry, changes: { after: { at: '/was', json: true } } } })
    const entry = within.mapItem(item('null', `,"was":${JSON.stringify(nested(100_000))}`), fallback)
    expect(entry.unreadChanges).toBe(`nested deeper than ${mostLevels} levels`)
    expect(entry.changes).toBeUndefined()
  })

  it('a long name around many parts makes no paths of a thousand times the text', () => {
    const inner = Array.from({ length: 2000 }, (_, n) => `"${n}":${n}`).join(',')
    const entry = mapItem(item(`{"before":null,"after":{"${'n'.repeat(1e6)}":{${inner}}}}`), fallback)
    expect(entry.parseError).toBe('the changes are of too many and too long names: kept as sent, their parts are not searchable')
    expect(entry.changes).toBeUndefined()
  })

  it('what is only large is read: 200,000 permissions, 100,000 objects in a list', () => {
    const permissions = JSON.stringify(Array.from({ length: 200_000 }, (_, n) => `iam:tenant:resource-${n}:read`))
    const members = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => ({ id: `u${n}`, email: `u${n}@x`, active: true })))
    for (const list of [permissions, members]) {
      const entry = mapItem(item(`{"before":{"policy":{"of":[]}},"after":{"policy":{"of":${list}}}}`), fallback)
      expect([entry.parseError, entry.unreadChanges]).toEqual([undefined, undefined])
      expect(JSON.stringify(entry.changes?.after)).toBe(`{"policy":{"of":${list}}}`)
    }
  })

  it('members that a mapping does not read are named within bounds', () => {
    expect(unmappedIn([JSON.parse(nested(100_000)), { kind: 'x' }], definition.entry)).toEqual(['/kind'])
  })
})
