import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FetchedLog } from '../history/fixtures/demo-log.ts'
import { mostInReport } from './story-file.ts'

const begin = Date.UTC(2026, 2, 1)
const hostile = '</style><script>alert(1)</script>'
const entry = (n: number, action: string, more: object): { at: number; line: string } => ({
  at: begin + n * 600_000,
  line: JSON.stringify({
    id: `e${n}`,
    timestamp: new Date(begin + n * 600_000).toISOString(),
    actor: { email: 'ann@acme.test' },
    action,
    resource: { type: 'role', id: 'r1', name: hostile },
    status: 'success',
    ...more,
  }),
})

it('a report of a story holds nothing of the log as markup, and says how many entries it leaves out', async () => {
  const target = { type: 'user', id: 'u1', email: 'ann@acme.test' }
  const views = Array.from({ length: mostInReport + 2 }, (_, n) => entry(n + 1, 'role_view', {}))
  const log = new FetchedLog([entry(0, 'role_assign', { target }), ...views])
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-story-'))
  const service = await log.fetched([{ from: log.begin, to: log.end }])
  try {
    const path = join(folder, 'story.html')
    const { tenant } = log
    const of = { kind: 'thing', type: 'user', value: 'ann@acme.test' } as const
    const record = await service.handle('export.story', {
      request: { tenant, of, name: 'ann@acme.test', show: 'all', order: 'asc', zone: 'UTC', format: 'html' },
      path,
      overwrite: false,
      application: 'test',
      shown: { name: 'Acme', url: 'https://acme.test' },
    })
    expect(record).toMatchObject({ state: 'done', entries: mostInReport, description: 'Story of user ann@acme.test' })
    const html = readFileSync(path, 'utf8')
    expect(html).not.toContain('<script')
    expect(html).toContain('3 later entries are not in this report')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('from 1 Mar 2026 00:00 UTC to the end of what was fetched')
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { readonly timeLine: object }
    expect(manifest.timeLine).toEqual({
      show: 'all',
      order: 'asc',
      entries: mostInReport + 3,
      inReport: mostInReport,
      leftOut: 3,
    })
  } finally {
    service.close()
    log.remove()
    rmSync(folder, { recursive: true })
  }
})
