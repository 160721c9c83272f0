import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createDataHost } from './host.ts'
import { startWithNode } from './start-with-node.ts'

const modulePath = fileURLToPath(new URL('./fixtures/echo-service.mjs', import.meta.url))

describe('a data service under plain Node', () => {
  it('answers, is started again after a kill, and stops when asked', async () => {
    const states: boolean[] = []
    let isUpAgain: () => void = () => undefined
    const upAgain = new Promise<void>((resolve) => (isUpAgain = resolve))
    let said: (line: string) => void = () => undefined
    const firstLine = new Promise<string>((resolve) => (said = resolve))
    const host = createDataHost({
      startService: () => startWithNode(process.execPath, { modulePath, dataFolder: '/data', env: process.env, log: (line) => said(line) }),
      onState: (up) => {
        states.push(up)
        if (states.length === 3) isUpAgain()
      },
      onEvent: () => undefined,
      log: { info: () => undefined, warn: () => undefined },
      backOffMs: [1],
    })
    host.start()
    const first = await host.call('service.ping', undefined)
    expect(first.pid).not.toBe(process.pid)
    // It comes by another pipe than the answer, and maybe later.
    expect(await firstLine).toBe('serving /data')

    // It kills itself instead of answering.
    await expect(host.call('tenant.close', { tenant: 'abcdefgh' })).rejects.toMatchObject({ error: { code: 'service-down' } })
    await upAgain
    expect(states).toEqual([true, false, true])
    const second = await host.call('service.ping', undefined)
    expect(second.pid).not.toBe(first.pid)

    await host.stop()
    expect(() => process.kill(second.pid, 0)).toThrow()
  })

  it('reports a module that does not exist as an end', async () => {
    const child = startWithNode(process.execPath, {
      modulePath: `${modulePath}.missing`,
      dataFolder: '/data',
      env: process.env,
      log: () => undefined,
    })
    const [reason] = await new Promise<[string]>((resolve) => child.onExit((why) => resolve([why])))
    expect(reason).toBe('exit code 1')
    child.send({ kind: 'stop' })
  })
})
