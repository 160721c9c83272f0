import { describe, expect, it } from 'vitest'
import { Desk } from '../../tests/simulation/desk.ts'
import { acme } from '../../tests/simulation/world.ts'

const hour = 3600_000

describe('a stretch of time that a person asks for', () => {
  it('goes before the sync under way, which then goes on to its end', async () => {
    const desk = new Desk()
    const range = { from: desk.clock.now() - 60 * hour, to: desk.clock.now() - 50 * hour }
    let asked = false
    desk.tenant.beforeAnswer = (request) => {
      if (request !== 2 || asked) return
      asked = true
      desk.manager.start(acme.id, { range, recheck: false })
    }
    await desk.sync()
    expect(asked).toBe(true)
    expect(desk.status).toMatchObject({ phase: 'idle' })
    expect(desk.status.run?.target).toBeUndefined()
    expect(desk.whole).toBe(true)
  })

  it('does not count as a sync to the end', async () => {
    const desk = new Desk(100)
    await desk.sync()
    const { completedAt } = desk.status
    await desk.clock.advance(hour / 10)
    desk.manager.start(acme.id, { range: { from: desk.clock.now() - hour, to: desk.clock.now() }, recheck: true })
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'idle', completedAt, run: { target: { recheck: true } } })
  })

  it('that was cut off by the network is taken up again', async () => {
    const desk = new Desk(100)
    await desk.sync()
    desk.manager.networkChanged(false)
    desk.online = false
    const target = { range: { from: desk.clock.now() - hour, to: desk.clock.now() }, recheck: true }
    desk.manager.start(acme.id, target)
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'paused', run: { target } })
    desk.online = true
    const before = desk.told.length
    desk.manager.networkChanged(true)
    await desk.clock.settle()
    expect(desk.told.slice(before).map(({ run }) => run?.target?.recheck ?? false)).toContain(true)
    expect(desk.status).toMatchObject({ phase: 'idle' })
    expect(desk.status.run?.target).toBeUndefined()
  })

  it('that is left out stays out of every sync', async () => {
    const desk = new Desk(3000)
    desk.failFrom(1, 'forbidden')
    await desk.sync()
    expect(desk.service.state().gaps.map(({ cause }) => cause)).toEqual(['failed'])
    desk.heal()
    const [gap] = desk.service.state().gaps
    await desk.manager.skip(acme.id, { from: gap?.from ?? 0, to: gap?.to ?? 0 })
    await desk.sync()
    expect(desk.status.phase).toBe('idle')
    expect(desk.service.state().gaps.map(({ cause }) => cause)).toEqual(['skipped'])
  })
})
