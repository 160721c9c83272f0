import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import type { Session } from 'electron'
import { appFile, appScheme } from './app-files.ts'
import { securityHeaders } from './content-security.ts'

/** Must run before Electron is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
}

/** Serves the built window from `root` to one session, read-only, with the security headers on every answer. */
export function serveAppScheme(session: Session, root: string): void {
  session.protocol.handle(appScheme, async ({ url, method }) => {
    const file = method === 'GET' ? appFile(url, root) : null
    const body = file && (await readFile(file.path).catch(() => null))
    if (!file || !body) return new Response('Not found', { status: 404, headers: { ...securityHeaders, 'Content-Type': 'text/plain' } })
    return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'Content-Type': file.type } })
  })
}
