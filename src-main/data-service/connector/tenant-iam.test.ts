import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTime } from '../../connector/iso-date-time.ts'
import { connectorOf } from './registry.ts'

const tenantIam = connectorOf('tenant-iam')

const fallback = { id: () => 'fallback' }
const whole = {
  id: 'evt_1',
  timestamp: '2026-03-01T10:00:00.123456+02:00',
  actor: { id: 'usr_1', email: 'a@acme.test', name: null },
  action: 'role_assigned',
  resource: { type: 'role', id: 'rol_1', name: 'billing' },
  target: { type: 'user', id: 'usr_2', email: 'b@acme.test', name: null },
  status: 'success',
  error: null,
  changes: { before: null, after: { permissions: ['x'] } },
  ip_address: '203.0.113.9',
  user_agent: '',
  request_id: null,
}

describe('the built-in connector', () => {
  it('maps an item, keeps the verbatim action and treats null and empty as absent', () => {
    const entry = tenantIam.mapItem(JSON.stringify(whole), fallback)
    expect(entry).toEqual({
      id: 'evt_1',
      occurredAt: Date.UTC(2026, 2, 1, 8, 0, 0, 123),
      exactTime: expect.closeTo(Date.UTC(2026, 2, 1, 8, 0, 0) + 123.456, 3) as number,
      timestamp: whole.timestamp,
      actor: { id: 'usr_1', email: 'a@acme.test' },
      action: 'role_assign',
      actionVerbatim: 'role_assigned',
      resource: { type: 'role', id: 'rol_1', name: 'billing' },
      target: { type: 'user', id: 'usr_2', email: 'b@acme.test' },
      status: 'success',
      changes: { before: null, after: { permissions: ['x'] } },
      ip: '203.0.113.9',
    })
  })

  it('maps any JSON and says what does not fit', () => {
    fc.assert(
      fc.property(fc.json(), (item) => {
        const entry = tenantIam.mapItem(item, fallback)
        expect(entry.id).not.toBe('')
        expect(entry.occurredAt === null || Number.isInteger(entry.occurredAt)).toBe(true)
        expect(entry.parseError).toBeTypeOf('string')
      }),
    )
    expect(tenantIam.mapItem(JSON.stringify({ ...whole, status: 'maybe' }), fallback)).toMatchObject({
      status: 'unknown',
      parseError: 'status is none of success, failed',
    })
  })
})

describe('a page with one character wrong', () => {
  const items = Array.from({ length: 5 }, (_, i) => ({ ...whole, id: `evt_${i}` }))
  const page = JSON.stringify({ items, next_cursor: 'c', retention: { days: 90 } })
  const read = (text: string): number => {
    const { items: found } = tenantIam.readPage(Buffer.from(text))
    for (const item of found) tenantIam.mapItem(item, fallback)
    return found.length
  }

  it('is refused as a whole, unless it is JSON all the same: no item disappears into another', () => {
    fc.assert(
      fc.property(fc.nat(page.length - 1), fc.constantFrom('', ' ', '"', '{', '}', '[', ']', ',', ':', 'x', '\\'), (at, other) => {
        const wrong = page.slice(0, at) + other + page.slice(at + 1)
        let json: unknown
        try {
          json = JSON.parse(wrong)
        } catch {
          json = null
        }
        const list = (json as { items?: unknown[] } | null)?.items
        if (Array.isArray(list)) expect(read(wrong)).toBe(list.length)
        else
          expect(() => read(wrong)).toThrow(
            expect.objectContaining({
              error: expect.objectContaining({ code: expect.stringMatching(/^(invalid-page|connector-mismatch)$/) as unknown }) as unknown,
            }),
          )
      }),
      { numRuns: 2000 },
    )
  })
})

describe('parseTime', () => {
  it('reads what RFC 3339 allows and nothing else', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-12-31') }), (date) => {
        expect(parseTime(date.toISOString())).toBeCloseTo(date.getTime(), 3)
      }),
    )
    for (const text of ['2026-03-01', '2026-13-01T00:00:00Z', '1 March 2026', '2026-03-01T10:00:00', '']) expect(parseTime(text)).toBeNull()
  })
})
