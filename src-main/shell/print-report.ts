import { BrowserWindow, session } from 'electron'
import { appStart } from './app-files.ts'

// Chromium indents these by itself: with their own indent they stand over the text.
const margin =
  'font: 7px Inter, system-ui, sans-serif; color: #5b6472; width: 100%; padding: 0 10.6mm; display: flex; justify-content: space-between'
const millimetre = 1 / 25.4

/**
 * A report as PDF: in a hidden window of a session of its own, in memory, that knows this page alone, runs no script and
 * reaches no network.
 */
export async function printReport(html: string): Promise<Uint8Array> {
  const own = session.fromPartition(`report-${++printed}`, { cache: false })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== appStart }))
  own.protocol.handle('app', () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, images: false },
  })
  try {
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    await window.loadURL(appStart)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: `<div style="${margin}"><span class="title"></span><span>IAM Audit Desk</span></div>`,
      footerTemplate: `<div style="${margin}"><span></span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`,
      margins: { top: 18 * millimetre, bottom: 16 * millimetre, left: 14 * millimetre, right: 14 * millimetre },
    })
  } finally {
    window.destroy()
    own.protocol.unhandle('app')
  }
}

let printed = 0
