import type { App, Session, WebContents } from 'electron'
import { urlOf } from '@contract/url.ts'
import { appOrigin } from './app-files.ts'
import { developmentPolicy } from './content-security.ts'

/** True for what the window may load: its own files, images written into the page, and in development the dev server. */
export function mayLoad(url: string, development: string | null): boolean {
  if (url.startsWith(`${appOrigin}/`) || url.startsWith('data:')) return true
  if (development === null) return false
  const own = new URL(development)
  const asked = urlOf(url)
  return asked !== null && asked.host === own.host && ['http:', 'ws:'].includes(asked.protocol)
}

/** Nothing but the application's own files loads in this session, and nothing is permitted in it. */
export function lockSession(session: Session, development: string | null, warn: (message: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    warn(`Permission ${permission} was asked for and denied`)
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    // One listener fits all three; their types differ only in the device, which is never looked at.
    const denied = (cause: { preventDefault(): void }, _details: unknown, choose: (id?: string) => void): void => {
      cause.preventDefault()
      choose('')
    }
    ;(session as { on(name: string, listener: typeof denied): unknown }).on(event, denied)
  }
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const allowed = mayLoad(url, development)
    if (!allowed) warn(`Blocked a request for ${urlOf(url)?.protocol ?? 'no URL'}`)
    answer({ cancel: !allowed })
  })
  if (development !== null) {
    const policy = developmentPolicy(new URL(development).origin)
    session.webRequest.onHeadersReceived(({ responseHeaders }, answer) =>
      answer({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [policy] } }),
    )
  }
}

/**
 * Nobody is sent a certificate of this computer: whoever asks for one would learn who sits here, and Electron answers with the first it finds,
 * since version 44 also for the requests of main. One listener hears of every session.
 */
export function refuseClientCertificates(app: App): void {
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault()
    choose()
  })
}

/** Every page of the application, whoever made it, stays where it is and opens nothing. */
export function lockEveryPage(app: App, development: string | null, warn: (message: string) => void): void {
  app.on('web-contents-created', (_event, contents) => lockPage(contents, development, warn))
}

function lockPage(contents: WebContents, development: string | null, warn: (message: string) => void): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault()
    warn(`${what} was refused`)
  }
  const stay = (event: { preventDefault(): void; readonly url: string; readonly isMainFrame: boolean }): void => {
    // The dev server reloads its page by navigating to where it is.
    const reload = development !== null && event.isMainFrame && event.url === contents.getURL() && mayLoad(event.url, development)
    if (!reload) refuse('A navigation')(event)
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', refuse('A redirect'))
  contents.on('will-attach-webview', refuse('A webview'))
  // The policy's connect-src does not hold for WebRTC: without UDP that goes past a proxy, it reaches nobody.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(() => {
    warn('A new window was refused')
    return { action: 'deny' }
  })
}
