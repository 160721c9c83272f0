import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathText, type Diff } from '../../shared/diff/diff-model.ts'
import { compareEntries } from './comparison.ts'

type Compared = Parameters<typeof compareEntries>[0]
const entry = (more: Partial<Compared> = {}): Compared => ({
  id: 'evt_1',
  occurredAt: 0,
  timestamp: '1970-01-01T00:00:00Z',
  actor: { email: 'alice@acme.test' },
  action: 'role_update',
  actionVerbatim: 'role_update',
  resource: { type: 'role', id: 'r1' },
  status: 'success',
  raw: '{}',
  ...more,
})
const changed = (before: unknown, after: unknown) => ({ changes: { before: JSON.stringify(before), after: JSON.stringify(after) } })
const differing = ({ fields }: Diff): string[] => fields.map(({ path }) => pathText(path))

describe('two entries compared', () => {
  it('differ in the facts that differ, not in their ids', () => {
    const other = entry({ id: 'evt_2', actor: { email: 'bob@acme.test' }, ip: '203.0.113.7' })
    const { facts, changes } = compareEntries(entry(), other)
    expect(differing(facts)).toEqual(['address', 'user.email'])
    expect(changes).toBeNull()
  })

  it('compare what each changed as sets and fields', () => {
    const first = entry(changed({ permissions: ['a'] }, { permissions: ['a', 'b'] }))
    const second = entry(changed({ permissions: ['a'] }, { permissions: ['a', 'c'], name: 'x' }))
    const { changes } = compareEntries(first, second)
    const after = changes?.sets.find(({ path }) => pathText(path) === 'after.permissions')
    expect([after?.removed.map(({ text }) => text), after?.added.map(({ text }) => text)]).toEqual([['b'], ['c']])
    expect(changes && differing(changes)).toEqual(['after.name'])
  })

  it('are equal when they are the same, and swap sides when swapped', () => {
    const value = fc.dictionary(
      fc.constantFrom('name', 'permissions', 'limit'),
      fc.oneof(fc.string(), fc.array(fc.constantFrom('a', 'b', 'c'))),
    )
    const some = fc.record({ before: value, after: value }).map(({ before, after }) => entry(changed(before, after)))
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(compareEntries(a, a).changes?.kind).toBe('equal')
        const [there, back] = [compareEntries(a, b).changes, compareEntries(b, a).changes]
        expect(there?.fields.map(({ before, after }) => [after, before])).toEqual(back?.fields.map(({ before, after }) => [before, after]))
      }),
    )
  })
})
