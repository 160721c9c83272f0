import { afterAll, describe, expect, it } from 'vitest'
import type { AccessLine, AccessSort } from '@contract/access.ts'
import { DemoLog } from '../history/fixtures/demo-log.ts'

const log = new DemoLog({ entries: 2_500, seed: 3 })
afterAll(() => log.remove())
const { begin, end, tenant } = log
const at = Math.floor(begin + 0.8 * (end - begin))
const page = { tenant, patterns: null, at, offset: 0, limit: 5000 }

describe('lines that are asked for', () => {
  it('are those of the whole list that a reading of it by hand finds', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const { lines: all, privileged } = await service.handle('access.lines', page)
    expect(privileged).toBe(all.filter((line) => line.privileged).length)
    const asked = async (more: object): Promise<AccessLine[]> => (await service.handle('access.lines', { ...page, ...more })).lines
    expect(await asked({ path: 'direct' })).toEqual(all.filter(({ path }) => path.length === 0))
    expect(await asked({ path: 'through' })).toEqual(all.filter(({ path }) => path.length > 0))
    const group = all.find(({ path }) => path.length > 0)?.path[0] ?? ''
    expect(group).not.toBe('')
    expect(await asked({ group })).toEqual(all.filter(({ path }) => path.includes(group)))
    expect(await asked({ group: 'nothing is called so' })).toEqual([])
    const { lines: held } = await service.handle('access.permissions', page)
    const permission = held.find((line) => !line.permission.includes('*'))?.permission ?? ''
    const withIt = new Set(
      held
        .filter((line) => line.permission === permission || line.permission.includes('*'))
        .flatMap(({ user, roles }) => roles.map((role) => `${user} ${role}`)),
    )
    const found = await asked({ permission })
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(all.length)
    expect(found.every(({ user, role }) => withIt.has(`${user} ${role}`))).toBe(true)
    service.close()
  })

  it('say how many are left out because nothing tells what their role allows', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const whole = await service.handle('access.lines', page)
    const some = await service.handle('access.lines', { ...page, permission: '*' })
    expect(some.total + some.untold).toBe(whole.total)
    expect(whole.untold).toBe(0)
    service.close()
  })

  it('come in the order that is asked for, page by page, and what is not known last either way', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    for (const sort of ['since', 'grantedBy', 'role'] as const satisfies readonly AccessSort[])
      for (const order of ['asc', 'desc'] as const) {
        const whole = await service.handle('access.lines', { ...page, sort, order })
        const values = whole.lines.map((line) => line[sort])
        const known = values.filter((value) => value !== null).map((value) => (typeof value === 'string' ? value.toLowerCase() : value))
        expect(values.slice(known.length).every((value) => value === null)).toBe(true)
        const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect(known).toEqual(order === 'asc' ? sorted : sorted.reverse())
        const parts = []
        for (let offset = 0; offset < whole.total; offset += 37)
          parts.push(...(await service.handle('access.lines', { ...page, sort, order, offset, limit: 37 })).lines)
        expect(parts).toEqual(whole.lines)
      }
    service.close()
  })
})
