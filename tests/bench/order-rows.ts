import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { GroupField } from '../../src-preload/contract/groups.ts'
import type { BenchDesk } from './desk.ts'
import type { DuckPeer } from './duck-peer.ts'
import { expectEqual, spread, timed, type BenchLine } from './lines.ts'
import { groupedPage, sortedQuestion, type TableField } from './order-questions.ts'

const page = 100
const rounds = { ours: 20, theirs: 5 }
const everything = { kind: 'and' as const, of: [] }

/** A column of each kind: few values, some, many. */
const sorts: readonly (readonly [TableField, string])[] = [
  ['status', 'status'],
  ['actor', 'user'],
  ['resource.name', 'resource'],
  ['ip', 'address'],
]

/** Everything in the order of a column: first rows with all that the screen shows, pages anywhere, and what it takes of memory. */
export async function measureSorts(desk: BenchDesk, entries: number, duck: DuckPeer | null): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const [field, name] of sorts) {
    lines.push({ work: `sort by ${name}, for the first time`, p50: await timed(() => desk.sorted(field, 'asc', page)) })
    const before = await bytesUnsorted(desk)
    let sorted = await desk.sorted(field, 'desc', page)
    const bytes = (bytesHeld() - before) / entries
    const first: number[] = []
    const pages: number[] = []
    for (let i = 0; i < rounds.ours; i++) {
      const order = i % 2 === 0 ? 'asc' : 'desc'
      first.push(await timed(async () => (sorted = await desk.sorted(field, order, page))))
      const offset = Math.floor((i / rounds.ours) * (entries - page))
      pages.push(await timed(() => desk.sortedRows(sorted.result, field, order, offset, page)))
    }
    const ours: BenchLine = { work: `sort by ${name}: first rows`, ...spread(first), target: '≤ 60' }
    // Addresses have no order of numbers in the peer.
    lines.push(duck && field !== 'ip' ? { ...ours, peer: 'DuckDB', peerP50: await duckSorts(desk, duck, field) } : ours)
    lines.push({ work: `sort by ${name}: any page after that`, ...spread(pages), target: '≤ 2' })
    lines.push({ work: `sort by ${name}: bytes an entry while sorted`, p50: bytes, target: '≤ 8' })
  }
  await desk.query(everything)
  return lines
}

/** Of typed arrays, once what nobody holds is given up. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

/** Two results are always held: neither of them is sorted. */
async function bytesUnsorted(desk: BenchDesk): Promise<number> {
  for (let i = 0; i < 3; i++) await desk.query(everything)
  return bytesHeld()
}

async function duckSorts(desk: BenchDesk, duck: DuckPeer, field: TableField): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < rounds.theirs; i++) {
    const order = i % 2 === 0 ? 'asc' : 'desc'
    let theirs: readonly (readonly unknown[])[] = []
    times.push(await timed(async () => (theirs = await duck.rows(sortedQuestion(field, order, { offset: 0, limit: page })))))
    const { rows } = await desk.sorted(field, order, page)
    expectEqual(rows, theirs.map(([value, t]) => [value, Number(t)]), 'DuckDB', everything) // prettier-ignore
  }
  return spread(times).p50
}

const grouped: readonly (readonly TableField[])[] = [
  ['action'],
  ['actor'],
  ['permission'],
  ['actor', 'permission'],
  ['action', 'ip'],
  ['actor', 'action', 'status'],
  ['actor', 'resource.name', 'ip'],
]
const byTime: readonly (readonly GroupField[])[] = [['day'], ['weekday', 'hour'], ['actor', 'day']]

/** The first groups of everything, counted anew each time. */
export async function measureGroups(desk: BenchDesk, duck: DuckPeer | null): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const by of grouped) {
    const ours = await countedAnew(desk, by)
    lines.push(duck ? { ...ours, peer: 'DuckDB', peerP50: await duckGroups(desk, duck, by) } : ours)
  }
  for (const by of byTime) lines.push(await countedAnew(desk, by))
  return lines
}

async function countedAnew(desk: BenchDesk, by: readonly GroupField[]): Promise<BenchLine> {
  const times: number[] = []
  let groups = 0
  for (let i = 0; i < rounds.ours; i++) {
    const { result } = await desk.query(everything, { limit: 0 })
    times.push(await timed(async () => ({ groups } = await desk.groupsIn(result, by, { limit: page }))))
  }
  return { work: `group by ${by.join(', ')} (${groups.toLocaleString('en')} groups)`, ...spread(times), target: '≤ 25' }
}

async function duckGroups(desk: BenchDesk, duck: DuckPeer, by: readonly TableField[]): Promise<number> {
  const times: number[] = []
  let theirs: readonly (readonly unknown[])[] = []
  for (let i = 0; i < rounds.theirs; i++) times.push(await timed(async () => (theirs = await duck.rows(groupedPage(by, page)))))
  const { rows } = await desk.groups(by, { limit: page })
  // Of groups that are equally frequent, which are listed is a matter of taste: their counts are not.
  expectEqual(rows.map(({ count }) => count), theirs.map((row) => Number(row[by.length])), 'DuckDB', everything) // prettier-ignore
  return spread(times).p50
}
