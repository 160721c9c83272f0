import type { BenchDesk } from './desk.ts'
import type { DuckPeer } from './duck-peer.ts'
import { spread, timed, type BenchLine } from './lines.ts'

const page = 1000
const rounds = { ours: 20, theirs: 3 }

/** Who holds a role of their own at a time, by steps alone: what a table of entries can be asked in one go. */
const heldThen = `SELECT count(*) FROM (
  SELECT target, resource_id, arg_max(action, t) AS last FROM entry
  WHERE status = 'success' AND action IN ('role_assign', 'role_revoke') AND t <= ?
  GROUP BY target, resource_id HAVING last = 'role_assign')`

/**
 * The replay of the whole log, and who had what at dates all over it. The peer is asked for less: it knows no whole lists, groups, removals, gaps or reasons, and
 * so its number is another one.
 */
export async function measureAccess(desk: BenchDesk, duck: DuckPeer | null): Promise<BenchLine[]> {
  let end = 0
  const played = await timed(async () => (end = (await desk.access(null, 1)) ?? 0))
  const [first, again]: [number[], number[]] = [[], []]
  const dates = Array.from({ length: rounds.ours }, (_, i) => end - i * 30 * 24 * 3600_000)
  for (const at of dates) {
    first.push(await timed(() => desk.access(at, page)))
    again.push(await timed(() => desk.access(at, page)))
  }
  const lines: BenchLine[] = [{ work: 'replay of the whole log, before the first answer', p50: played, target: '≤ 3,000' }]
  const asOf: BenchLine = { work: 'who has which roles as of any date', ...spread(first), target: '≤ 100' }
  if (!duck) lines.push(asOf)
  else {
    const theirs: number[] = []
    for (const at of dates.slice(0, rounds.theirs)) theirs.push(await timed(() => duck.rows({ sql: heldThen, values: [at] })))
    lines.push({ ...asOf, peer: 'DuckDB, steps alone', peerP50: spread(theirs).p50 })
  }
  lines.push({ work: 'the same date again, a page of it', ...spread(again) })
  lines.push({ work: 'what changed within a month', p50: await timed(() => desk.accessChanges(end - 30 * 24 * 3600_000, end, page)) })
  return lines
}
