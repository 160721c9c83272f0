import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AccessLine } from '@contract/access.ts'
import { groupLines } from './access-groups.ts'
import { DemoLog } from '../history/fixtures/demo-log.ts'

const any = <T>(...list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const line: fc.Arbitrary<AccessLine> = fc
  .record({
    user: any('ann', 'Ann', 'bob'),
    role: any('r', 's'),
    path: fc.array(any('g', 'h'), { maxLength: 3 }),
    grantedBy: any('boss', null),
    privileged: fc.boolean(),
    doubts: any<string[]>([], ['a gap']),
  })
  .map((own) => ({ ...own, roleId: null, pathIds: [], since: null, until: null, endedBy: null, entry: null, key: null }))

it('counts what a naive count finds, whatever it counts by and however it is sorted', () => {
  fc.assert(
    fc.property(fc.array(line), fc.boolean(), (lines, isAscending) => {
      const order = isAscending ? 'asc' : 'desc'
      const groups = groupLines(lines, ['user', 'group'], { sort: 'count', order })
      for (const { key, count, privileged, doubtful } of groups) {
        const own = lines.filter(
          ({ user, path }) =>
            user.toLowerCase() === key[0]?.toLowerCase() && (key[1] === null ? path.length === 0 : path.includes(key[1] ?? '')),
        )
        expect(count).toBe(own.length)
        expect(privileged).toBe(own.filter((each) => each.privileged).length)
        expect(doubtful).toBe(own.filter(({ doubts }) => doubts.length > 0).length)
      }
      const keys = lines.flatMap(({ user, path }) =>
        (path.length === 0 ? ['direct'] : path).map((group) => `${user.toLowerCase()} ${group}`),
      )
      expect(groups.length).toBe(new Set(keys).size)
      const counts = groups.map(({ count }) => count)
      expect(counts).toEqual([...counts].sort((a, b) => (isAscending ? a - b : b - a)))
    }),
  )
})

it('a step leads to every time at which the lines turn, forwards and backwards', async () => {
  const log = new DemoLog({ entries: 600, seed: 5 })
  const service = await log.fetched([{ from: log.begin, to: log.end }])
  const { tenant } = log
  const step = async (at: number, by: 1 | -1): Promise<number | null> => (await service.handle('access.turn', { tenant, at, by })).at
  const turns: number[] = []
  for (let at = await step(0, 1); at !== null; at = await step(at, 1)) turns.push(at)
  const back: number[] = []
  for (let at = await step(Number.MAX_SAFE_INTEGER, -1); at !== null; at = await step(at, -1)) back.push(at)
  expect(back.reverse()).toEqual(turns)
  const lines = async (at: number) => (await service.handle('access.lines', { tenant, patterns: null, at, offset: 0, limit: 5000 })).lines
  const all = [await lines(log.end), await lines(turns[Math.floor(turns.length / 2)] as number)].flat()
  expect(all.length).toBeGreaterThan(20)
  // Every time that a line begins or ends with is one of them.
  for (const { since, until } of all) for (const at of [since, until]) if (at !== null) expect(turns).toContain(at)
  service.close()
  log.remove()
})
