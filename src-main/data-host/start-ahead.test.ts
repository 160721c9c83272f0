import { describe, expect, it } from 'vitest'
import { FakeService } from './fixtures/fake-service.ts'
import { startAhead } from './start-ahead.ts'

function setUp() {
  const services: FakeService[] = []
  const start = startAhead(() => {
    const service = new FakeService()
    services.push(service)
    return service
  })
  return { services, start }
}

describe('a data service that is started before its host', () => {
  it('runs at once, and is the first that the host starts', () => {
    const { services, start } = setUp()
    expect(services).toHaveLength(1)
    start().send({ kind: 'stop' })
    expect(services[0]?.sent).toEqual([{ kind: 'stop' }])
    start()
    expect(services).toHaveLength(2)
  })

  it('is heard from the beginning', () => {
    const { services, start } = setUp()
    const heard: unknown[] = []
    services[0]?.says({ kind: 'ready' })
    start().onFrame((frame) => heard.push(frame))
    services[0]?.says({ kind: 'next' })
    expect(heard).toEqual([{ kind: 'ready' }, { kind: 'next' }])
  })

  it('tells that it ended before anybody listened', () => {
    const { services, start } = setUp()
    services[0]?.exit('signal SIGKILL')
    const heard: string[] = []
    start().onExit((reason) => heard.push(reason))
    expect(heard).toEqual(['signal SIGKILL'])
  })

  it('leaves a start that fails to the host', () => {
    const start = startAhead(() => {
      throw new Error('no Node here')
    })
    expect(start).toThrow('no Node here')
  })
})
