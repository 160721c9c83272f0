import { describe, expect, it } from 'vitest'
import { SimulatedApp } from '../../tests/simulation/desk.ts'
import { acme } from '../../tests/simulation/world.ts'

const hour = 3600_000

describe('a stretch of time that a person asks for', () => {
  it('goes before the sync under way, which then goes on to its end', async () => {
    const app = new SimulatedApp()
    const range = { from: app.clock.now() - 60 * hour, to: app.clock.now() - 50 * hour }
    let asked = false
    app.tenant.beforeAnswer = (request) => {
      if (request !== 2 || asked) return
      asked = true
      app.manager.start(acme.id, { range, recheck: false })
    }
    await app.sync()
    expect(asked).toBe(true)
    expect(app.status).toMatchObject({ phase: 'idle' })
    expect(app.status.run?.target).toBeUndefined()
    expect(app.whole).toBe(true)
  })

  it('does not count as a sync to the end', async () => {
    const app = new SimulatedApp(100)
    await app.sync()
    const { completedAt } = app.status
    await app.clock.advance(hour / 10)
    app.manager.start(acme.id, { range: { from: app.clock.now() - hour, to: app.clock.now() }, recheck: true })
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'idle', completedAt, run: { target: { recheck: true } } })
  })

  it('that was cut off by the network is taken up again', async () => {
    const app = new SimulatedApp(100)
    await app.sync()
    app.manager.networkChanged(false)
    app.online = false
    const target = { range: { from: app.clock.now() - hour, to: app.clock.now() }, recheck: true }
    app.manager.start(acme.id, target)
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'paused', run: { target } })
    app.online = true
    const before = app.told.length
    app.manager.networkChanged(true)
    await app.clock.settle()
    expect(app.told.slice(before).map(({ run }) => run?.target?.recheck ?? false)).toContain(true)
    expect(app.status).toMatchObject({ phase: 'idle' })
    expect(app.status.run?.target).toBeUndefined()
  })

  it('that is left out stays out of every sync', async () => {
    const app = new SimulatedApp(3000)
    app.failFrom(1, 'forbidden')
    await app.sync()
    expect(app.service.state().gaps.map(({ cause }) => cause)).toEqual(['failed'])
    app.heal()
    const [gap] = app.service.state().gaps
    await app.manager.skip(acme.id, { from: gap?.from ?? 0, to: gap?.to ?? 0 })
    await app.sync()
    expect(app.status.phase).toBe('idle')
    expect(app.service.state().gaps.map(({ cause }) => cause)).toEqual(['skipped'])
  })
})
