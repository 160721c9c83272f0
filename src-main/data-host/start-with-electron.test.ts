import type { ForkOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { FakeChild } from './fixtures/fake-child.ts'
import { serviceArguments } from './process.ts'
import { startWithElectron } from './start-with-electron.ts'

function setUp() {
  const child = new FakeChild()
  const forked: { args: string[]; options: ForkOptions }[] = []
  const service = startWithElectron(
    (_module, args, options) => {
      forked.push({ args, options })
      return child
    },
    { modulePath: '/app/data-service.cjs', dataFolder: '/data', env: { A: '1' }, log: () => undefined },
    'abcdefgh',
  )
  const reasons: string[] = []
  service.onExit((reason) => reasons.push(reason))
  return { child, forked, service, reasons }
}

describe('a data service in a utility process (issue 13.3)', () => {
  it('gets V8’s options in the one switch that Chromium hands on', () => {
    const { forked } = setUp()
    expect(forked[0]?.args).toEqual(['--data', '/data', '--first', 'abcdefgh'])
    expect(forked[0]?.options.execArgv).toEqual([`--js-flags=${serviceArguments.join(' ')}`])
  })

  it('that V8 ends is an end like any other: main goes on, and the report with the environment is told nobody', () => {
    const { child, reasons } = setUp()
    child.spawns()
    child.emit('error', 'FatalError', 'v8::Array::New', '{"environmentVariables":{"SECRET":"1"}}')
    expect(reasons).toEqual([])
    child.ends(5)
    expect(reasons).toEqual(['FatalError in V8 at v8::Array::New, exit code 5'])
  })

  it('ends when told to before it is there', () => {
    const { child, service } = setUp()
    service.kill()
    expect(child.kills).toBe(0)
    child.spawns()
    expect(child.kills).toBe(1)
  })

  it('tells that it ended to who asks later, and loses what is sent then without a word', () => {
    const { child, service } = setUp()
    child.spawns()
    child.ends(0)
    service.send({ kind: 'stop' })
    const late: string[] = []
    service.onExit((reason) => late.push(reason))
    expect([late, child.sent]).toEqual([['exit code 0'], []])
  })

  it('is sent a part of a buffer, not all the memory that it is a part of', () => {
    const { child, service } = setUp()
    child.spawns()
    const body = new Uint8Array(1000).fill(7).subarray(10, 13)
    service.send({ kind: 'request', id: 1, name: 'connector.try', params: { connector: 'x', body } })
    const sent = child.sent[0] as { params: { connector: string; body: Uint8Array } }
    expect(sent.params).toEqual({ connector: 'x', body: Uint8Array.of(7, 7, 7) })
    expect(sent.params.body.buffer.byteLength).toBe(3)
  })
})
