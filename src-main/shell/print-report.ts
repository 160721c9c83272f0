import { BrowserWindow, session } from 'electron'
import type { Session } from 'electron'
import { appOrigin, appScheme } from './app-files.ts'

// With Chromium’s own indent they stand over the text.
const margin =
  'font: 7px Inter, system-ui, sans-serif; color: #5b6472; width: 100%; padding: 0 10.6mm; display: flex; justify-content: space-between'
const millimetre = 1 / 25.4

/** The pages that are being printed, by address. */
const pages = new Map<string, string>()
let own: Session | null = null
let printed = 0

/** In memory, made when first needed; it knows the pages that are being printed and nothing else. */
function printSession(): Session {
  if (own) return own
  own = session.fromPartition('report', { cache: false })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !pages.has(url) }))
  own.protocol.handle(appScheme, ({ url }) => new Response(pages.get(url), { headers: { 'content-type': 'text/html; charset=utf-8' } }))
  return own
}

/** A report as PDF: in a hidden window that runs no script and reaches no network. */
export async function printReport(html: string): Promise<Uint8Array> {
  const url = `${appOrigin}/report-${++printed}.html`
  pages.set(url, html)
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: printSession(), sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  try {
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    await window.loadURL(url)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      // For assistive technology, with its headings as bookmarks; the title and the language are the page's.
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: true,
      headerTemplate: `<div style="${margin}"><span class="title"></span><span>IAM Audit Desk</span></div>`,
      footerTemplate: `<div style="${margin}"><span></span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`,
      margins: { top: 18 * millimetre, bottom: 16 * millimetre, left: 14 * millimetre, right: 14 * millimetre },
    })
  } finally {
    pages.delete(url)
    window.destroy()
  }
}
