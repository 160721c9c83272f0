import { win32 } from 'node:path'

export interface FolderQuestion {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly name: string
  /** Where Electron would keep the data. */
  readonly given: string
  /** The person chose the folder (`--user-data-dir`). */
  readonly isChosen: boolean
  readonly exists: (path: string) => boolean
}

/**
 * Where the data belongs on Windows: in the local profile. Electron's own choice, the roaming one, is copied to a server when somebody signs
 * out, which a cache of gigabytes is not for, and whose copy others could read. Data that an earlier version left there stays in use.
 * @returns the folder to use instead of Electron's; null to leave that as it is
 */
export function localFolder({ platform, env, name, given, isChosen, exists }: FolderQuestion): string | null {
  const local = env['LOCALAPPDATA']
  if (platform !== 'win32' || isChosen || !local || !win32.isAbsolute(local)) return null
  const folder = win32.join(local, name)
  return !exists(folder) && exists(win32.join(given, 'settings.json')) ? null : folder
}
