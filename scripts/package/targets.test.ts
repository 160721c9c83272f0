import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../lib/paths.mjs'
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

  it('have what a deb must say of itself, and a desktop entry that names the class of its windows', () => {
    const said = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      homepage: string
      desktopName: string
      productName: string
      author: { email: string }
    }
    expect(URL.canParse(said.homepage)).toBe(true)
    expect(said.author.email).toMatch(/^[^@\s]+@[^@\s]+$/)
    const configuration = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
    const [, name] = /^executableName: (.+)$/m.exec(configuration) ?? []
    expect(said.desktopName).toBe(`${name ?? ''}.desktop`)
    expect(configuration).toContain(`StartupWMClass: ${said.productName}\n`)
  })
})
