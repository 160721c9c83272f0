import { generateEntries } from '../../demo-tenant/index.ts'
import { BenchDesk } from './desk.ts'
import type { DuckPeer } from './duck-peer.ts'
import { spread, timed, type BenchLine } from './lines.ts'

const page = 1000
/** As many as a window asks for at once. */
const screen = 200
const rounds = { ours: 20, theirs: 3 }

/** Who holds a role of their own at a time, by steps alone: what a table of entries can be asked in one go. */
const heldThen = `SELECT count(*) FROM (
  SELECT target, resource_id, arg_max(action, t) AS last FROM entry
  WHERE status = 'success' AND action IN ('role_assign', 'role_revoke') AND t <= ?
  GROUP BY target, resource_id HAVING last = 'role_assign')`

/**
 * The replay of the whole log, and who had what at dates all over it. The peer is asked for less: it knows no whole lists, groups, removals, gaps or reasons, and
 * so its number is another one.
 * @param of what is said of the log, in each row
 */
export async function measureAccess(desk: BenchDesk, duck: DuckPeer | null, of = ''): Promise<BenchLine[]> {
  let end = 0
  const cold = await timed(async () => (end = (await desk.access(null, 1)) ?? 0))
  await desk.reopen('replay')
  const played = await timed(() => desk.access(null, 1))
  await desk.reopen('nothing')
  const opened = await timed(() => desk.access(null, 1))
  const bytes = await desk.replayBytes()
  await desk.access(null, 1)
  const [first, again, few]: [number[], number[], number[]] = [[], [], []]
  const dates = Array.from({ length: rounds.ours }, (_, i) => end - i * 30 * 24 * 3600_000)
  for (const at of dates) {
    few.push(await timed(() => desk.access(at, screen)))
    first.push(await timed(() => desk.access(at - 1000, page)))
    again.push(await timed(() => desk.access(at - 1000, page)))
  }
  const lines: BenchLine[] = [
    { work: `texts read and log played, the first time of all${of}`, p50: cold },
    { work: `log played from its beginning${of}`, p50: played, target: '≤ 3,000' },
    { work: `what was played, opened again${of}`, p50: opened, target: '≤ 100' },
    { work: `who has which roles as of any date, ${screen} lines${of}`, ...spread(few), target: '≤ 100' },
  ]
  const asOf: BenchLine = { work: `who has which roles as of any date, ${page} lines${of}`, ...spread(first), target: '≤ 100' }
  if (!duck) lines.push(asOf)
  else {
    const theirs: number[] = []
    for (const at of dates.slice(0, rounds.theirs)) theirs.push(await timed(() => duck.rows({ sql: heldThen, values: [at] })))
    lines.push({ ...asOf, peer: 'DuckDB, steps alone', peerP50: spread(theirs).p50 })
  }
  lines.push({ work: `the same date again, ${page} lines${of}`, ...spread(again) })
  lines.push({ work: `what changed within a month${of}`, p50: await timed(() => desk.accessChanges(end - 30 * 24 * 3600_000, end, page)) })
  lines.push({ work: `kept for the replay, on the disk (MB)${of}`, p50: bytes / 1e6, target: '≤ 60' })
  return lines
}

/** The same of a log in which each entry fits those before it, as a tenant's own does. */
export async function measureStory(folder: string, entries: number): Promise<BenchLine[]> {
  const desk = new BenchDesk(folder)
  await desk.open()
  let lines: string[] = []
  let newest = 0
  const commit = async (): Promise<void> => {
    if (lines.length > 0) await desk.commitAll([{ body: BenchDesk.page(lines, null), newest }])
    lines = []
  }
  for (const line of generateEntries({ entries, seed: 1, profile: 'story' })) {
    const { timestamp } = JSON.parse(line) as { timestamp: string }
    const at = Math.floor(Date.parse(timestamp))
    // A window ends between two moments.
    if (lines.length >= page && at > newest) await commit()
    lines.push(line)
    newest = Math.max(newest, at)
  }
  await commit()
  const found = await measureAccess(desk, null, ', a log that fits together')
  desk.close()
  return found
}
