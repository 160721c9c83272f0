import { describe, expect, it } from 'vitest'
import { signing } from './runtime.mjs'
import { addonName } from './targets.mjs'

describe('packages for other systems (issue 13.5)', () => {
  it('hold the addon of the system they are for', () => {
    expect([addonName('darwin', 3), addonName('win32', 1), addonName('linux', 3)]).toEqual([
      'darwin-arm64.node',
      'win32-x64.node',
      'linux-arm64.node',
    ])
  })

  it('are signed for this purpose alone where there is no certificate: macOS runs nothing unsigned', () => {
    expect(signing({})).toEqual({ mac: { identity: '-', hardenedRuntime: false } })
    expect(signing({ CSC_LINK: 'file' })).toEqual({ mac: { hardenedRuntime: true } })
  })
})
