import { protocol } from 'electron'
import type { Session } from 'electron'
import { appFile, appScheme } from './app-files.ts'
import { securityHeaders } from './content-security.ts'

/** Must run before Electron is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
}

/** net::ERR_FILE_NOT_FOUND */
const notFound = -6

/**
 * Serves the built window from `root` to one session, read-only, with the security headers on every answer. `onAsked` hears of each request.
 *
 * Main only names the file, Chromium reads it. `protocol.handle` would take every byte through main's JavaScript and have Node read its
 * `fetch` for the first of them, which costs a start 100 ms (docs/benchmarks.md); `protocol.registerSource`, which replaces this, is not in
 * the oldest runtime.
 */
export function serveAppScheme(session: Session, root: string, onAsked: () => void): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  session.protocol.registerFileProtocol(appScheme, ({ url, method }, answer) => {
    onAsked()
    const file = method === 'GET' ? appFile(url, root) : null
    answer(file ? { path: file.path, headers: { ...securityHeaders, 'Content-Type': file.type } } : { error: notFound })
  })
}
