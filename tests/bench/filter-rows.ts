import { percentile } from '../../scripts/bench/numbers.mjs'
import { randomFilters } from '../../scripts/bench/queries.mjs'
import type { Filter } from '../../src-preload/contract/filter.ts'
import type { QueryAnswer } from '../../src-preload/contract/log.ts'
import type { BenchDesk } from './desk.ts'
import { expectEqual, spread, timed, type BenchLine } from './lines.ts'
import type { SqlAnswer } from './sql-peer.ts'
import type { ToolPeer } from './tool-peers.ts'

/** In the order of the shapes in scripts/bench/queries.mjs. */
const shapes = [
  'none', 'action', 'status', 'action + status', 'actor + range', 'text', 'text + action', 'resource, not actor', 'either action + status',
] // prettier-ignore
/** Rows and values that are asked for. */
const asked = { limit: 100, facetLimit: 12 }

/** Who is asked the same. */
export interface FilterPeer {
  readonly name: string
  /** A peer that needs seconds is asked fewer. */
  readonly questions: number
  readonly query: (filter: Filter, asked: { readonly limit: number; readonly facetLimit: number }) => SqlAnswer | Promise<SqlAnswer>
}

export async function valuesOf(desk: BenchDesk): Promise<Record<string, readonly string[]>> {
  return {
    action: await desk.values('action', 50),
    status: ['success', 'failed'],
    actor: await desk.values('actor', 200),
    resource: await desk.values('resource', 50),
    after: Array.from({ length: 20 }, (_, month) => new Date(Date.UTC(2025, month, 1)).toISOString().slice(0, 10)),
  }
}

/** Everything that the screen shows for a filter, of each shape with many values. Every answer of a peer is compared with ours. */
export async function measureFilters(desk: BenchDesk, peers: readonly FilterPeer[]): Promise<BenchLine[]> {
  const filters = randomFilters(shapes.length * 40, await valuesOf(desk)) as Filter[]
  const lines: BenchLine[] = []
  for (const [shape, name] of shapes.entries()) {
    const own = filters.filter((_, i) => i % shapes.length === shape)
    await desk.query(own[0] as Filter)
    const ours: number[] = []
    for (const filter of own) ours.push(await timed(() => desk.query(filter)))
    const line = { work: `filter: ${name}`, ...spread(ours), target: name.startsWith('text') ? '≤ 12' : '≤ 10' }
    if (peers.length === 0) lines.push(line)
    for (const peer of peers) {
      const theirs: number[] = []
      for (const filter of own.slice(0, peer.questions)) {
        const begun = performance.now()
        const answer = await peer.query(filter, asked)
        theirs.push(performance.now() - begun)
        expectEqual(shownOf(await desk.query(filter, asked)), countsOf(answer), peer.name, filter)
      }
      lines.push({ ...line, peer: peer.name, peerP50: percentile(theirs, 0.5) })
    }
  }
  return lines
}

/** What an answer can be compared by. Of values that are equally frequent, which are listed is a matter of taste: their counts are not. */
interface Compared {
  readonly total: number
  readonly newest: readonly (number | null)[]
  readonly counts: Readonly<Record<string, readonly number[]>>
}
const shownOf = ({ total, rows, facets }: QueryAnswer): Compared => ({
  total,
  newest: rows.map(({ occurredAt }) => occurredAt),
  // Marks follow from rules: no peer has them, and we count them all the same while we are timed.
  counts: Object.fromEntries(
    facets.filter(({ field }) => field !== 'mark').map(({ field, values }) => [field, values.map(({ count }) => count)]),
  ),
})
const countsOf = ({ total, newest, facets }: SqlAnswer): Compared => ({
  total,
  newest,
  counts: Object.fromEntries([...facets].map(([field, values]) => [field, values.map(({ count }) => count)])),
})

/** One filter's count beside tools that read the NDJSON from the beginning, which takes them seconds: once each. */
export async function measureTools(desk: BenchDesk, tools: readonly ToolPeer[]): Promise<BenchLine[]> {
  const [action, status] = ['role_assign', 'failed']
  const leaf = (field: string, value: string): Filter => ({ kind: 'field', field, value }) as Filter
  const filter: Filter = { kind: 'and', of: [leaf('action', action), leaf('status', status)] }
  const ours: number[] = []
  for (let i = 0; i < 20; i++) ours.push(await timed(() => desk.query(filter)))
  const { total } = await desk.query(filter)
  const lines: BenchLine[] = []
  for (const { name, count } of tools) {
    let counted = 0
    const took = await timed(() => (counted = count(action, status)))
    if (Number.isNaN(counted)) continue
    expectEqual(total, counted, name, filter)
    lines.push({ work: 'how many: action + status', ...spread(ours), peer: name, peerP50: took })
  }
  return lines
}
