import fc from 'fast-check'
import type { ResetFormat } from '@contract/connector.ts'
import { describe, expect, it } from 'vitest'
import { budgetWait as budgetWaitOf, parseHttpDate, parseRetryAfter, readTenantClock } from './response-headers.ts'

const budgetWait = (remaining: string | null, reset: string | null, at: number) => budgetWaitOf({ remaining, reset, format: 'epoch_s' }, at)

const noon = Date.UTC(2026, 10, 23, 12)

describe('Retry-After', () => {
  it('in seconds', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), (seconds) => {
        expect(parseRetryAfter(` ${seconds} `, noon)).toBe(seconds * 1000)
      }),
    )
  })

  it('as a date is compared with the tenant’s clock, and never negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (seconds) => {
        expect(parseRetryAfter(new Date(noon + seconds * 1000).toUTCString(), noon)).toBe(Math.max(0, seconds * 1000))
      }),
    )
  })

  it('that is neither is ignored', () => {
    for (const text of [null, '', 'soon', '-3', '1e9', '2026-11-23', '99999999999999999999']) expect(parseRetryAfter(text, noon)).toBeNull()
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseRetryAfter(text, noon)
        expect(parsed === null || (Number.isFinite(parsed) && parsed >= 0)).toBe(true)
      }),
    )
  })
})

describe('the tenant’s clock', () => {
  it('is its Date header; skew is measured against the middle of the request', () => {
    const { now, skewMs } = readTenantClock(new Date(noon).toUTCString(), noon + 1000, noon + 3000)
    expect(now).toBe(noon)
    expect(skewMs).toBe(-1500)
  })

  it('is unknown without a Date header', () => {
    expect(readTenantClock(null, 0, 0)).toEqual({ now: null, skewMs: null })
    expect(parseHttpDate('yesterday')).toBeNull()
  })
})

describe('the tenant’s budget', () => {
  const reset = String(noon / 1000 + 20)
  it('is waited for only when none of it is left', () => {
    expect(budgetWait('0', reset, noon)).toBe(20_000)
    expect(budgetWait('1', reset, noon)).toBeNull()
    expect(budgetWait('0', null, noon)).toBeNull()
    expect(budgetWait('0', 'soon', noon)).toBeNull()
    expect(budgetWait('0', '5', noon)).toBe(0)
  })
  it('may be told in any of five ways', () => {
    const ways = {
      epoch_s: reset,
      epoch_ms: String(noon + 20_000),
      delta_s: '20',
      delta_ms: '20000',
      iso: new Date(noon + 20_000).toISOString(),
    }
    for (const [format, text] of Object.entries(ways))
      expect(budgetWaitOf({ remaining: '0', reset: text, format: format as ResetFormat }, noon)).toBe(20_000)
  })
})
