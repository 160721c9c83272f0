import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ViewContent } from '@contract/casework.ts'
import { columnId, zoneChoice } from '@contract/settings.ts'
import { createDataService } from '../data-service/service.ts'
import { createViewFiles, viewFileText, viewsIn } from './view-files.ts'

const view: fc.Arbitrary<ViewContent> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 40 }).filter((name) => name.trim() === name && name !== ''),
  query: fc.constantFrom('', 'status:failed', 'actor:"Ä b" -ip:10.0.0.0/8', '(a OR b) last:30d'),
  order: fc.constantFrom('asc', 'desc'),
  zone: fc.constantFrom(...zoneChoice.options),
  columns: fc.subarray([...columnId.options], { minLength: 1 }),
  pinned: fc.boolean(),
})

describe('a file of views', () => {
  it('is read as it was written, and written the same from the same views', () => {
    fc.assert(
      fc.property(fc.array(view, { minLength: 1, maxLength: 5 }), (views) => {
        const text = viewFileText(views)
        expect(viewsIn(text)).toEqual(views)
        expect(viewFileText(viewsIn(text))).toBe(text)
        expect(text.split('\n').filter((line) => line.includes('"name"'))).toHaveLength(views.length)
      }),
    )
  })

  it.each([
    '',
    '[]',
    '{"format":"other","version":1,"views":[]}',
    viewFileText([]),
    '{"format":"iam-audit-desk-views","version":2,"views":[]}',
  ])('is refused when it is %j', (text) => {
    expect(() => viewsIn(text)).toThrow('This file does not hold saved views.')
  })

  it('is refused when a query in it cannot be read', () => {
    const broken: ViewContent = { name: 'A', query: '((', order: 'desc', zone: 'utc', columns: ['time'], pinned: false }
    expect(() => viewsIn(viewFileText([broken]))).toThrow()
  })

  it('goes from one tenant to another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-views-'))
    const service = createDataService({ dataFolder: folder, emit: () => {} })
    const [from, to] = ['tenantfrom1', 'tenantto111']
    for (const tenant of [from, to]) await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    const path = join(folder, 'views.json')
    const files = createViewFiles({
      data: { call: (name, params) => service.handle(name, params) },
      chooseToSave: () => Promise.resolve(path),
      chooseToOpen: () => Promise.resolve(path),
    })
    const content = fc.sample(view, 3)
    await service.handle('view.add', { tenant: from, views: content })
    expect(await files.export(from)).toEqual({ file: 'views.json', views: 3 })
    expect(await files.import(to)).toMatchObject({ file: 'views.json', added: { length: 3 } })
    const { views } = await service.handle('casework.overview', { tenant: to })
    expect(viewFileText(views)).toBe(readFileSync(path, 'utf8'))
    writeFileSync(path, 'nothing')
    await expect(files.import(to)).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    service.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
