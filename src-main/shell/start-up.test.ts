import { describe, expect, it } from 'vitest'
import type { Command } from './menu.ts'
import { createCrashPolicy } from './crash-policy.ts'
import { events } from '@contract/events.ts'
import { menuTemplate } from './menu.ts'
import { pathsIn } from '../paths.ts'
import { linkIn } from './single-instance.ts'

describe('a link among the arguments', () => {
  it('is found wherever it stands', () => {
    expect(linkIn(['/opt/desk', '--no-sandbox', 'iam-audit-desk://log?q=status%3Afailed'])).toBe('iam-audit-desk://log?q=status%3Afailed')
  })

  it.each([[[]], [['https://example.com', '.']], [['xiam-audit-desk://a']]])('is not seen in %j', (args) => {
    expect(linkIn(args)).toBeNull()
  })
})

describe('a window whose process ended', () => {
  it('is loaded again once, and then only when the person says so', () => {
    let now = 0
    const policy = createCrashPolicy(() => now)
    expect(policy.next()).toBe('reload')
    now = 59_999
    expect(policy.next()).toBe('ask')
    now = 200_000
    expect(policy.next()).toBe('reload')
  })
})

describe('the menu', () => {
  const labels = (platform: NodeJS.Platform, development: boolean): string =>
    JSON.stringify(
      menuTemplate({ platform, development, command: () => undefined, openDataFolder: () => undefined, openLogFolder: () => undefined }),
    )

  it('offers reload and developer tools only while developing', () => {
    expect(labels('linux', true)).toContain('toggleDevTools')
    expect(labels('linux', false)).not.toMatch(/toggleDevTools|"reload"/)
  })

  it('has the application menu where the system has one', () => {
    expect(labels('darwin', false)).toContain('appMenu')
    expect(labels('win32', false)).not.toContain('appMenu')
  })

  it('asks the window for what the window does', () => {
    const asked: Command[] = []
    const opened: string[] = []
    const menu = menuTemplate({
      platform: 'linux',
      development: false,
      command: (command) => asked.push(command),
      openDataFolder: () => opened.push('data'),
      openLogFolder: () => opened.push('log'),
    })
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    // Electron passes the item, the window and the event; the commands look at none of them.
    for (const item of items) (item.click as (() => void) | undefined)?.()
    expect(asked.sort()).toEqual([...events.command.payload.shape.command.options].sort())
    expect(opened).toEqual(['data', 'log'])
  })
})

describe('paths of the built parts', () => {
  it('are inside the application, archive or not', () => {
    expect(pathsIn('/opt/desk').dataService).toBe('/opt/desk/out/main/data-service.cjs')
    expect(pathsIn('/opt/desk/app.asar').renderer).toBe('/opt/desk/app.asar/out/renderer')
  })
})
