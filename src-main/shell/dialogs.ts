import { dialog } from 'electron'
import type { BrowserWindow, FileFilter } from 'electron'
import type { PickedKind } from '@contract/import.ts'
import { exportFormats, type ExportFormat } from '@contract/export-formats.ts'

/** Asks after the window's process ended for the second time. @returns whether to load it again */
export async function askAfterCrash(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working again.',
    detail: 'Nothing that was synced is lost. Reload the window, or close the application and start it again.',
    buttons: ['Reload', 'Close'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}

/** Says why the application cannot start; blocks until read. */
export function tellStartFailed(reason: string): void {
  dialog.showErrorBox('IAM Audit Desk cannot start', reason)
}

/** Says what a start asked for in vain. On Linux, where no box can be shown before Electron is ready, on standard error. */
export function tellRefused(reason: string): void {
  if (process.platform === 'linux') process.stderr.write(`${reason}\n`)
  else dialog.showErrorBox('IAM Audit Desk', reason)
}

const jsonFiles = { name: 'JSON', extensions: ['json'] }

/** Where to write a file; the system asks again before one is replaced. @returns its path; null when the person thinks better of it */
export async function chooseToSave(suggested: string, type: FileFilter = jsonFiles): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    defaultPath: suggested,
    filters: [type],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || !filePath ? null : filePath
}

/** Where to write an export. @returns its path; null when the person thinks better of it */
export async function askWhereToExport(suggested: string, format: ExportFormat): Promise<string | null> {
  return await chooseToSave(suggested, { name: exportFormats[format].fileType, extensions: [format] })
}

/** Which file to read. @returns its path; null when the person thinks better of it */
export async function chooseToOpen(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters: [jsonFiles] })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Which files, or which folder or table, to read. @returns their paths; empty when the person thinks better of it */
export async function chooseToImport(what: PickedKind): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    properties: what === 'folder' ? ['openDirectory'] : what === 'files' ? ['openFile', 'multiSelections'] : ['openFile'],
    ...(what !== 'folder' && { filters: what === 'files' ? importedFiles : tables }),
  })
  return canceled ? [] : filePaths
}

const tables: FileFilter[] = [
  { name: 'Tables', extensions: ['csv', 'tsv', 'txt', 'xlsx', 'gz', 'zip'] },
  { name: 'All files', extensions: ['*'] },
]
const importedFiles: FileFilter[] = [
  { name: 'Logs', extensions: ['csv', 'tsv', 'json', 'ndjson', 'jsonl', 'log', 'xlsx', 'gz', 'zip', 'txt'] },
  { name: 'All files', extensions: ['*'] },
]
