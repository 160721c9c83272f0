import { describe, expect, it } from 'vitest'
import { everything } from '@contract/filter.ts'
import { noReportWords, type ExportRequest } from '@contract/export.ts'
import type { TenantData } from '../tenants/tenant-data.ts'
import { outcome } from '../fixtures/outcome.ts'
import { createExports } from './exports.ts'

const request: ExportRequest = {
  tenant: 'tenant01', source: { kind: 'filter' }, filter: everything, zone: 'UTC', order: 'desc', format: 'csv', columns: 'all', exact: false, notes: false, timeTexts: false, report: noReportWords,
} // prettier-ignore

function setUp(chosen: string | null) {
  const asked: unknown[] = []
  const call = (name: string, params: unknown): Promise<unknown> => {
    asked.push([name, params])
    return Promise.resolve(name === 'export.list' ? [{ id: 7, files: [{ path: '/home/me/gone.csv' }] }] : { id: 8 })
  }
  const tenant = {
    id: 'tenant01',
    name: 'Acme Äg',
    url: 'https://acme.test',
    connector: 'tenant-iam',
    zone: 'UTC',
    demo: false,
    token: 'none' as const,
  }
  const exports = createExports({
    data: { call: call as TenantData['call'] },
    tenants: { find: () => tenant },
    chooseFile: () => Promise.resolve(chosen),
    showInFolder: () => false,
    now: () => Date.UTC(2026, 10, 23),
    application: 'IAM Audit Desk 1',
  })
  return { exports, asked }
}
const signal = new AbortController().signal

describe('an export from the window', () => {
  it('is written where the dialog said, and may replace what the dialog asked about', async () => {
    const { exports, asked } = setUp('/home/me/audit.csv')
    await exports.save(request, signal)
    expect(asked).toMatchObject([
      ['export.run', { path: '/home/me/audit.csv', overwrite: true, via: 'window', shown: { name: 'Acme Äg' } }],
    ])
  })

  it('gets an ending where none was typed, and then replaces nothing', async () => {
    const { exports, asked } = setUp('/home/me/audit')
    await exports.save(request, signal)
    expect(asked).toMatchObject([['export.run', { path: '/home/me/audit.csv', overwrite: false }]])
  })

  it('is none when the dialog was left', async () => {
    const { exports, asked } = setUp(null)
    expect(await exports.save(request, signal)).toBeNull()
    expect(asked).toEqual([])
  })

  it('that was moved away says so', async () => {
    expect(await outcome(setUp(null).exports.show('tenant01', 7))).toBe('not-found')
    expect(await outcome(setUp(null).exports.show('tenant01', 9))).toBe('not-found')
  })
})
