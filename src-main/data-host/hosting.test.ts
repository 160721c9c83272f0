import { describe, expect, it } from 'vitest'
import { hostingIn, type Place } from './hosting.ts'

const old: Place = { nodeApi: '9', isPackaged: false, env: {}, dataService: '/app/data-service.cjs', node: undefined }
const own = { modulePath: '/app/data-service.cjs', node: null }
const words = { IAM_AUDIT_DESK_SERVICE: '/scripts/service.cjs', IAM_AUDIT_DESK_NODE: '/bin/node' }

describe('who runs the data service (issue 13.4)', () => {
  it('is Electron itself where its Node-API suffices, whatever the environment says', () => {
    for (const isPackaged of [true, false]) expect(hostingIn({ ...old, nodeApi: '10', isPackaged, env: words, node: '/n' })).toEqual(own)
  })

  it('is Electron with an addon of its own in an older runtime, else the Node of the scripts', () => {
    expect(hostingIn({ ...old, env: words })).toEqual({ modulePath: '/scripts/service.cjs', node: null })
    expect(hostingIn({ ...old, env: { ...words, IAM_AUDIT_DESK_SERVICE: '' } })).toEqual({ ...own, node: '/bin/node' })
  })

  it('is what a package has inside: its Node, or itself; never a module that the environment names', () => {
    const env = { IAM_AUDIT_DESK_SERVICE: '/evil.cjs' }
    expect(hostingIn({ ...old, isPackaged: true, env, node: '/resources/node' })).toEqual({ ...own, node: '/resources/node' })
    expect(hostingIn({ ...old, isPackaged: true, env })).toEqual(own)
  })

  it('is nobody where nothing can load its addon', () => {
    expect(() => hostingIn(old)).toThrow('Node-API 9')
  })
})
