import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { DataHost } from '../data-host/host.ts'
import { outcome } from '../fixtures/outcome.ts'
import { createTenantData } from './tenant-data.ts'

const tenant = 'abcdefgh12345678'

function setUp(fails: { open?: boolean; erase?: boolean } = {}) {
  const asked: string[] = []
  let finishErase: () => void = () => undefined
  const call = async (name: string): Promise<unknown> => {
    asked.push(name)
    if (name === 'tenant.open') {
      await Promise.resolve()
      if (fails.open) throw fail('cache-newer', 'Made by a newer version.')
      return { entries: 0, recovered: [{ database: 'cache', details: 'cache.db.damaged' }] }
    }
    if (name === 'tenant.erase') {
      await new Promise<void>((resolve) => (finishErase = resolve))
      if (fails.erase) throw fail('storage', 'The folder is in use.')
    }
    return {}
  }
  const warnings: string[] = []
  const find = (id: string) => {
    if (id !== tenant) throw fail('not-found', 'unknown')
    return { id, url: 'https://a.test', name: 'A', connector: 'tenant-iam', zone: 'UTC', demo: false, token: 'none' as const }
  }
  const data = createTenantData({ call: call as DataHost['call'] }, { find }, (id, { database, details }) =>
    warnings.push(`${id}: ${database}, ${details}`),
  )
  return { data, asked, warnings, fails, finishErase: () => finishErase() }
}

describe('requests about a tenant', () => {
  it('open it first, once, however many ask', async () => {
    const { data, asked, warnings } = setUp()
    await Promise.all([data.call('coverage.get', { tenant }), data.call('coverage.get', { tenant })])
    await data.call('coverage.get', { tenant })
    expect(asked).toEqual(['tenant.open', 'coverage.get', 'coverage.get', 'coverage.get'])
    expect(warnings).toEqual([`${tenant}: cache, cache.db.damaged`])
  })

  it('do not open what names no tenant, and refuse a tenant that is not connected', async () => {
    const { data, asked } = setUp()
    await data.call('service.ping', undefined)
    expect(await outcome(data.call('coverage.get', { tenant: 'zzzzzzzz' }))).toBe('not-found')
    expect(asked).toEqual(['service.ping'])
  })

  it('answer with the reason it cannot be opened, and try again', async () => {
    const { data, asked, fails } = setUp({ open: true })
    void data.prepare(tenant)
    expect(await outcome(data.call('coverage.get', { tenant }))).toBe('cache-newer')
    fails.open = false
    expect(await outcome(data.call('coverage.get', { tenant }))).toBe('answered')
    expect(asked).toEqual(['tenant.open', 'tenant.open', 'coverage.get'])
  })

  it('open it again after the data service ended', async () => {
    const { data, asked } = setUp()
    await data.call('coverage.get', { tenant })
    data.forgetOpen()
    await data.call('coverage.get', { tenant })
    expect(asked).toEqual(['tenant.open', 'coverage.get', 'tenant.open', 'coverage.get'])
  })

  it('do not bring an erased tenant back', async () => {
    const { data, asked, finishErase } = setUp()
    const erased = data.erase(tenant)
    expect(await outcome(data.call('coverage.get', { tenant }))).toBe('not-found')
    finishErase()
    await erased
    expect(await outcome(data.call('coverage.get', { tenant }))).toBe('not-found')
    expect(asked).toEqual(['tenant.erase'])
  })

  it('work again when erasing failed', async () => {
    const { data, finishErase } = setUp({ erase: true })
    const erased = outcome(data.erase(tenant))
    finishErase()
    expect(await erased).toBe('storage')
    expect(await outcome(data.call('coverage.get', { tenant }))).toBe('answered')
  })
})
