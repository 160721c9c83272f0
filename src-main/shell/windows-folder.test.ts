import { describe, expect, it } from 'vitest'
import { localFolder, type FolderQuestion } from './windows-folder.ts'

const windows: FolderQuestion = {
  platform: 'win32',
  env: { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local', APPDATA: 'C:\\Users\\a\\AppData\\Roaming' },
  name: 'IAM Audit Desk',
  given: 'C:\\Users\\a\\AppData\\Roaming\\IAM Audit Desk',
  isChosen: false,
  exists: () => false,
}
const local = 'C:\\Users\\a\\AppData\\Local\\IAM Audit Desk'

describe('where the data is on Windows (issue 13.5)', () => {
  it('is the local profile, not the roaming one that is copied to a server', () => {
    expect(localFolder(windows)).toBe(local)
  })

  it('is where an earlier version left it, until there is a local folder', () => {
    const left = `${windows.given}\\settings.json`
    expect(localFolder({ ...windows, exists: (path) => path === left })).toBeNull()
    expect(localFolder({ ...windows, exists: () => true })).toBe(local)
  })

  it('is what the person chose, and Electron’s own choice elsewhere or without a local profile', () => {
    expect(localFolder({ ...windows, isChosen: true })).toBeNull()
    expect(localFolder({ ...windows, platform: 'darwin' })).toBeNull()
    for (const LOCALAPPDATA of [undefined, '', 'relative']) expect(localFolder({ ...windows, env: { LOCALAPPDATA } })).toBeNull()
  })
})
