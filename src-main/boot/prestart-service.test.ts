import { describe, expect, it } from 'vitest'
import { FakeService } from '../data-host/fixtures/fake-service.ts'
import { prestartService } from './prestart-service.ts'

function setUp() {
  const services: FakeService[] = []
  const tenants: unknown[] = []
  const { startService: start, first } = prestartService((tenant) => {
    tenants.push(tenant)
    const service = new FakeService()
    services.push(service)
    return service
  }, 'abcdefgh')
  return { services, tenants, start, first }
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

  it('leaves a start that fails to the host', async () => {
    const { startService, first } = prestartService(() => {
      throw new Error('no Node here')
    }, null)
    expect(startService).toThrow('no Node here')
    expect(await first).toBeNull()
  })

  it('tells what was kept of the tenant that will be shown, to nobody else', async () => {
    const { services, tenants, start, first } = setUp()
    const kept = { request: '{}', answer: '{}' }
    services[0]?.says({ kind: 'first', kept })
    services[0]?.says({ kind: 'ready' })
    const heard: unknown[] = []
    start().onFrame((frame) => heard.push(frame))
    start()
    expect(await first).toBe(kept)
    expect(heard).toEqual([{ kind: 'ready' }])
    expect(tenants).toEqual(['abcdefgh', null])
  })

  it('tells that nothing is known where it ends or goes on without a word of it', async () => {
    const [refused, ended] = [setUp(), setUp()]
    refused.services[0]?.says({ kind: 'refused' })
    ended.services[0]?.exit('exit code 1')
    expect(await Promise.all([refused.first, ended.first])).toEqual([null, null])
  })
})
