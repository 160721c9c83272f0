import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Filter } from '../../src-preload/contract/filter.ts'
import { createDataHost } from '../../src-main/data-host/host.ts'
import { startWithNode } from '../../src-main/data-host/start-with-node.ts'
import { generateEntries } from '../../demo-tenant/index.ts'
import { BenchDesk } from './desk.ts'
import { spread, type BenchLine } from './lines.ts'

/** Between two filters: somebody types fast. */
const everyMs = 40
/** Ten million entries take minutes to export, ms. */
const patienceMs = 3600_000
const say = (line: string): unknown => process.stderr.write(`${line}\n`)
const everything: Filter = { kind: 'and', of: [] }

/**
 * The data service as a process of its own, as the application starts it, with the cache that was made before: how long it takes to
 * open, how much memory it needs, and how long a filter waits while a sync commits or an export writes.
 * @param program path of the data service, bundled
 */
export async function measureBusy(program: string, dataFolder: string, filters: readonly Filter[]): Promise<BenchLine[]> {
  const host = createDataHost({
    startService: () => startWithNode(process.execPath, { modulePath: program, dataFolder, env: process.env, log: say }),
    onState: () => undefined,
    onEvent: () => undefined,
    log: { info: () => undefined, warn: say },
  })
  const desk = new BenchDesk(dataFolder, {
    handle: (name, params) => host.call(name, params as never, { timeoutMs: patienceMs }),
    close: () => undefined,
  })
  host.start()
  try {
    const base = await desk.memoryBytes()
    const begun = performance.now()
    await desk.open()
    const opened = performance.now() - begun
    await desk.query(everything)
    const answered = performance.now() - begun
    const open = await desk.memoryBytes()
    for (const filter of filters) await desk.query(filter)
    const used = await desk.memoryBytes()
    return [
      { work: 'open the cache, in a process of its own', p50: opened },
      { work: 'the same with the first query', p50: answered },
      { work: 'memory of the data service before a cache is open (MB)', p50: base / 1e6 },
      { work: 'memory of the data service, cache open (MB)', p50: open / 1e6, target: '≤ 250' },
      { work: 'memory of the data service, after filters (MB)', p50: used / 1e6, target: '≤ 250' },
      { work: 'a filter, nothing else going on', ...(await during(desk, filters, wait(3_000))) },
      { work: 'a filter while a sync commits', ...(await during(desk, filters, sync(desk))), target: '≤ 50' },
      ...(await whileExporting(desk, join(dataFolder, 'busy.csv'), filters)),
    ]
  } finally {
    await host.stop()
  }
}

/** A last look may come when the service has ended. */
const stopped = (): void => undefined

/** The heaviest export there is; what it needs of memory includes the open cache and the filters. */
async function whileExporting(desk: BenchDesk, path: string, filters: readonly Filter[]): Promise<BenchLine[]> {
  let most = 0
  const look = (): unknown => desk.memoryBytes().then((bytes) => (most = Math.max(most, bytes)), stopped)
  const watch = setInterval(look, 50)
  const waited = await during(desk, filters, desk.export(path, { format: 'csv', columns: 'all' }))
  clearInterval(watch)
  return [
    { work: 'a filter while an export writes', ...waited, target: '≤ 50' },
    { work: 'memory of the data service, most of it while an export writes (MB)', p50: most / 1e6 },
  ]
}

/** Filters one after the other while the work goes on. */
async function during(desk: BenchDesk, filters: readonly Filter[], work: Promise<unknown>): Promise<{ p50: number; p95: number }> {
  const state = { isOver: false }
  const over = work.finally(() => (state.isOver = true))
  const times: number[] = []
  for (let i = 0; !state.isOver; i++) {
    const begun = performance.now()
    await desk.query(filters[i % filters.length] ?? everything)
    times.push(performance.now() - begun)
    await wait(everyMs)
  }
  await over
  return spread(times)
}

/** Pages of entries that are not there yet, each as soon as the one before is committed. */
async function sync(desk: BenchDesk): Promise<void> {
  const pages = 100
  const lines = [...generateEntries({ entries: pages * 1000, seed: 99, profile: 'bench' })]
  await desk.commitAll(
    Array.from({ length: pages }, (_, i) => {
      const page = pages - i
      return { body: BenchDesk.page(lines.slice((page - 1) * 1000, page * 1000), page === 1 ? null : `busy${page}`) }
    }),
  )
}
