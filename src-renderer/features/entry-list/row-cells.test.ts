import type { EntryRow } from '@contract/entry.ts'
import { columnId } from '@contract/settings.ts'
import { describe, expect, it } from 'vitest'
import { cellsOf, flagIcon, tooltipOf } from './row-cells.ts'

const row: EntryRow = {
  key: 1,
  occurredAt: Date.parse('2026-10-25T00:30:00.311Z'),
  actor: { email: 'mara.lindqvist@acme.test', name: 'Mara Lindqvist' },
  action: 'role_assign',
  resource: { type: 'role', name: 'billing-admin', id: 'rol_1' },
  target: { email: 'p.novak@acme.test' },
  status: 'failed',
  permission: 'iam:tenant:role:assign',
  ip: '203.0.113.9',
  userAgent: 'curl/8',
  flags: { bookmarked: false, noted: false, late: true, drifted: true, invalid: false, vanished: false },
  note: 'ask Mara',
  tags: ['mfa', 'leaver'],
  lateBy: 7_380_000,
  source: 'tenant-iam',
  marks: 0,
  reason: { code: 'denied', message: 'Missing permission' },
}
const parts = { year: true, allOf: null, offset: true }
const cell = (id: (typeof columnId.options)[number], of: EntryRow = row) => cellsOf(of, [id], 'Europe/Zurich', parts)[0]

describe('the cells of a row', () => {
  it('has one for every column there is, in the order asked for', () => {
    const alone = columnId.options.map((id) => cellsOf(row, [id], 'UTC', parts)[0])
    expect(cellsOf(row, columnId.options, 'UTC', parts)).toEqual(alone)
    expect(cellsOf(row, ['ip', 'agent', 'permission'], 'UTC', parts).map(({ text }) => text)).toEqual([
      '203.0.113.9',
      'curl/8',
      'iam:tenant:role:assign',
    ])
    expect(cellsOf(row, ['tags', 'note', 'late'], 'UTC', parts).map(({ text }) => text)).toEqual(['mfa, leaver', 'ask Mara', '2 h 3 min'])
    expect(new Set(alone.map((each) => each?.text)).size).toBe(columnId.options.length)
  })

  it('says of a reason what the tenant said, and that it is not here yet where it is read', () => {
    expect(cell('reason')).toMatchObject({ text: 'Missing permission', after: ' denied' })
    expect(cell('reason', { ...row, reason: { code: 'denied' } })).toMatchObject({ text: 'denied', after: '' })
    expect(cell('reason', { ...row, reason: null })?.text).toBe('')
    const { reason: _, ...unread } = row
    expect(cell('reason', unread)?.text).toBe('…')
    expect(tooltipOf('reason', row, 'UTC')).toBe('Missing permission · denied')
  })

  it('tells the two hours of a clock change apart by their offset', () => {
    expect(cell('time')).toMatchObject({ before: '25 Oct 2026 ', text: '02:30:00.311', after: ' +02:00' })
    expect(cell('time', { ...row, occurredAt: (row.occurredAt ?? NaN) + 3_600_000 })).toMatchObject({
      text: '02:30:00.311',
      after: ' +01:00',
    })
  })

  it('says that a time is unknown (issue 12.12)', () => {
    const undated = { ...row, occurredAt: null }
    expect(cell('time', undated)).toMatchObject({ before: 'time unknown ', text: '', after: '' })
    expect(tooltipOf('time', undated, 'UTC')).toBe('time unknown')
  })

  it('has the icon of the action’s group, and one for actions nobody documented', () => {
    expect(cell('action')?.icon).toBe('role')
    expect(cell('action', { ...row, action: 'sso_enable' })?.icon).toBe('other')
  })

  it('notices text that must be made visible, wherever it stands', () => {
    expect(cell('resource')?.plain).toBe(true)
    expect(cell('resource', { ...row, permission: 'a\u202eb' })?.plain).toBe(false)
    expect(cell('actor', { ...row, actor: { email: 'a\u200b@acme.test' } })?.plain).toBe(false)
    expect(tooltipOf('actor', { ...row, actor: { email: 'a\u202eb' } }, 'UTC')).not.toContain('\u202e')
  })

  it('has in its title what may not fit', () => {
    expect(tooltipOf('resource', row, 'UTC')).toBe('role · billing-admin · rol_1 · → p.novak@acme.test · needed iam:tenant:role:assign')
    expect(tooltipOf('action', row, 'UTC')).toBe('role_assign · Role assigned to user or group')
    expect(tooltipOf('time', row, 'UTC')).toContain('25 October 2026')
  })

  it('shows the weightiest mark', () => {
    expect(flagIcon(row.flags)).toBe('drifted')
    expect(flagIcon({ ...row.flags, bookmarked: true })).toBe('bookmarked')
  })
})
