import type { MenuItemConstructorOptions } from 'electron'
import type { EventPayload } from '@contract/events.ts'

export type Command = EventPayload<'command'>['command']

export interface MenuOptions {
  readonly platform: NodeJS.Platform
  readonly development: boolean
  readonly command: (command: Command) => void
  readonly openDataFolder: () => void
  /** Where the application writes what it did and what failed. */
  readonly openLogFolder: () => void
}

/** The application menu: the system's own roles, and what the window does as commands to it. */
export function menuTemplate({ platform, development, command, openDataFolder, openLogFolder }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const ask = (label: string, what: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => command(what),
  })
  const settings = ask('Settings…', 'settings', 'CmdOrCtrl+,')
  const separator: MenuItemConstructorOptions = { type: 'separator' }

  return [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              separator,
              settings,
              separator,
              { role: 'services' as const },
              separator,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              separator,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        ask('Sync now', 'sync', 'CmdOrCtrl+Shift+R'),
        separator,
        ask('Export…', 'export', 'CmdOrCtrl+E'),
        ask('Print a report…', 'print', 'CmdOrCtrl+P'),
        separator,
        ask('Import…', 'import', 'CmdOrCtrl+O'),
        separator,
        { label: 'Open data folder', click: openDataFolder },
        separator,
        ...(mac ? [{ role: 'close' as const }] : [settings, separator, { role: 'quit' as const }]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        ask('Copy link to this view', 'copy-link'),
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        ask('Find', 'find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        ask('Command palette', 'palette'),
        separator,
        // Their keys are the window's own: in a text field they move the caret.
        ask('Back', 'back'),
        ask('Forward', 'forward'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(development ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        ask('Keyboard shortcuts', 'keys'),
        { label: 'Open log folder', click: openLogFolder },
        ...(mac ? [] : [separator, ask('About IAM Audit Desk', 'about')]),
      ],
    },
  ]
}
