import type { EntryRow } from '@contract/entry.ts'
import { describe, expect, it } from 'vitest'
import { rowSections, valuesOf } from './row-menu.ts'

const row: EntryRow = {
  key: 7,
  occurredAt: Date.UTC(2026, 2, 28, 23, 30),
  actor: { email: 'ann@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', id: 'rol_1', name: 'Billing' },
  target: { email: 'bob@acme.test' },
  status: 'success',
  ip: '203.0.113.7',
  flags: { bookmarked: false, noted: false, late: false, drifted: false, invalid: false, vanished: false },
  marks: 0,
}
const labels = (subject: Parameters<typeof rowSections>[0]) => rowSections(subject).flatMap(({ items }) => items.map(({ label }) => label))

describe('the menu on a row', () => {
  it('offers what the cell under the pointer names, and the day of the zone on screen', () => {
    const { own, only } = valuesOf({ row, column: 'resource', picked: 0, zone: 'Europe/Berlin' })
    expect(own.map(({ filter }) => filter)).toEqual([
      { field: 'resource.name', value: 'Billing' },
      { field: 'target', value: 'bob@acme.test' },
    ])
    expect(only.map(({ filter }) => filter)).toEqual([
      { field: 'on', value: '2026-03-29' },
      { field: 'action', value: 'role_assign' },
      { field: 'status', value: 'success' },
    ])
  })

  it('offers nothing twice: the day of a time, the action of an action', () => {
    expect(valuesOf({ row, column: 'time', picked: 0, zone: 'UTC' }).only.map(({ kind }) => kind)).toEqual(['action', 'status'])
    expect(labels({ row, column: 'action', picked: 0, zone: 'UTC' })).toEqual([
      'Open',
      'Bookmark',
      'Copy row',
      'Copy entry as JSON',
      'Copy link to the entry',
      'Copy cell (Action)',
      'Filter by this',
      'Rule out',
      'Only this day',
      'Only this status',
    ])
  })

  it('of an entry without a time, an address or a resource offers none of them', () => {
    const bare: EntryRow = { ...row, occurredAt: null, resource: { type: 'role' }, target: undefined, ip: undefined }
    const { own, only } = valuesOf({ row: bare, column: null, picked: 0, zone: 'UTC' })
    expect([...own, ...only].map(({ kind }) => kind)).toEqual(['user', 'action', 'status'])
  })

  it('speaks of all that are selected, and compares two', () => {
    expect(labels({ row, column: null, picked: 2, zone: 'UTC' }).slice(0, 4)).toEqual([
      'Bookmark 2 entries',
      'Compare the two',
      'Copy 2 rows',
      'Copy 2 entries as JSON',
    ])
    expect(labels({ row, column: null, picked: 3, zone: 'UTC' })).not.toContain('Compare the two')
    expect(labels({ row: { ...row, flags: { ...row.flags, bookmarked: true } }, column: null, picked: 1, zone: 'UTC' })).toContain(
      'Remove the bookmark',
    )
  })
})
