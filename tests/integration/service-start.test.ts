import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { everything } from '@contract/filter.ts'
import type { QueryAnswer } from '@contract/log.ts'
import { createDataHost, type DataHost } from '../../src-main/data-host/host.ts'
import type { ServiceProcess } from '../../src-main/data-host/process.ts'
import { prestartService } from '../../src-main/boot/prestart-service.ts'
import { startWithNode } from '../../src-main/data-host/start-with-node.ts'
import { builtChild } from './child-program.ts'
import { tenantId as tenant } from './sync-support.ts'

let program: string
let folder: string
beforeAll(async () => {
  program = await builtChild('../../src-main/data-service/index.ts')
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-service-start-'))
})
afterAll(() => {
  for (const each of [dirname(program), folder]) rmSync(each, { recursive: true, force: true })
})

/** The service in a process of its own, as the application starts it for a window. */
function start(shown: string | null) {
  let process: ServiceProcess | undefined
  const { startService, first } = prestartService((tenant) => {
    process = startWithNode(globalThis.process.execPath, { modulePath: program, dataFolder: folder, env: {}, log: () => {} }, tenant)
    return process
  }, shown)
  const quiet = { info: () => {}, warn: () => {} }
  const host = createDataHost({ startService, onState: () => {}, onEvent: () => {}, log: quiet, lockedMs: 60_000 })
  const killed = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => process?.onExit(() => resolve()))
    process?.kill()
    await ended
  }
  return { host, first, killed }
}
const open = (host: DataHost) => host.call('tenant.open', { tenant, connector: 'tenant-iam' })

const question = {
  tenant,
  filter: everything,
  zone: 'UTC',
  facets: ['action' as const],
  facetLimit: 5,
  histogramBuckets: 20,
  order: 'desc' as const,
  firstRows: 10,
}
const items = Array.from({ length: 700 }, (_, n) => ({
  id: `evt_${n}`,
  timestamp: new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString(),
  actor: { email: `p${n % 7}@acme.test` },
  action: 'role_assign',
  resource: { type: 'role', id: 'r1' },
  status: 'success',
}))

it('tells the first answer before anything is opened, also after a kill, and then serves as ever', async () => {
  const before = start(tenant)
  expect(await before.first).toBeNull()
  before.host.start()
  await open(before.host)
  await before.host.call('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: null,
    first: true,
    body: Buffer.from(JSON.stringify({ items, next_cursor: null })),
    receivedAt: 0,
  })
  await before.host.call('log.begin', question)
  const { result: _, took: __, ...whole } = await before.host.call('log.query', question)
  await before.host.stop()

  const asked = start(tenant)
  expect((await asked.first)?.request).toBe(JSON.stringify(question))
  await asked.killed()

  const again = start(tenant)
  const kept = JSON.parse((await again.first)?.answer ?? '') as QueryAnswer
  expect(kept).toMatchObject(whole)
  again.host.start()
  // Somebody else asks before the tenant is opened, which reads the service's code.
  await again.host.call('service.ping', undefined)
  await open(again.host)
  const last = await again.host.call('log.rows', { tenant, result: kept.result, order: 'desc', offset: 699, limit: 10 })
  expect(last.rows.map(({ occurredAt }) => occurredAt)).toEqual([Date.UTC(2026, 0, 1) - 699 * 60_000])

  const locked = start(tenant)
  expect(await locked.first).toBeNull()
  locked.host.start()
  await expect(locked.host.call('service.ping', undefined)).rejects.toMatchObject({ error: { code: 'folder-locked' } })
  await locked.host.stop()
  await again.host.stop()
})

it('reads no schema before the first answer: that alone would take longer than the answer', () => {
  const read = (file: string): string => {
    const text = readFileSync(file, 'utf8')
    const needed = [...text.matchAll(/^import .*"(\.[^"]+)";?$/gm)].map(([, path]) => read(join(dirname(file), path as string)))
    return [text, ...needed].join('\n')
  }
  const needed = read(program)
  expect(needed).toContain('SELECT request, answer')
  expect(needed).not.toMatch(/^import .*"zod"/m)
})
