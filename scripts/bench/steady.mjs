import { memoryByProcess } from './processes.mjs'

const lookEveryMs = 100

/** Follows a sync to its end. @returns the run, and what was received and held at each look */
export async function followSync({ page, tenant, ask, rootPid }) {
  const looks = []
  for (;;) {
    const { phase, run, error } = await ask(page, 'sync.status', { tenant })
    if (phase === 'failed') throw new Error(`the sync failed: ${error?.message}`)
    if (run) looks.push({ at: performance.now(), received: run.received, memory: memoryByProcess(rootPid) })
    if (phase === 'idle' && run?.endedAt) return { run, looks }
    await page.waitForTimeout(lookEveryMs)
  }
}

/** Whether a sync is as fast, and main as small, in its last tenth as in its first. Rows of the table. */
export function steadiness({ run, looks }) {
  const share = (part) => looks.find(({ received }) => received >= run.received * part) ?? looks.at(-1)
  const rate = (from, to) => ((to.received - from.received) / (to.at - from.at)) * 1000
  const begun = looks.findLast(({ received }) => received === 0) ?? looks[0]
  const [first, last] = [rate(begun, share(0.1)), rate(share(0.9), share(1))]
  const held = (look, kind) => look.memory.find((each) => each.kind === kind)?.megabytes ?? NaN
  const memory = [
    ['main', 'main'],
    ['data service', 'the data service'],
  ].map(([kind, name]) => {
    const [early, late] = [held(share(0.1), kind), held(share(1), kind)]
    return [`memory of ${name} after the first tenth → at the end (MB)`, `${early.toFixed(0)} → ${late.toFixed(0)}`, '', true]
  })
  return [
    ['sync, first tenth → last tenth (entries/s)', `${first.toFixed(0)} → ${last.toFixed(0)}`, '≥ 0.8 ×', last >= first * 0.8],
    ...memory,
  ]
}
