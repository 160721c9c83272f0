/** Headers on everything the application serves to its own window. */

const policy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

const strict = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

export const contentSecurityPolicy = policy(strict)

/** Vite's development server injects styles and an inline script and speaks to the page over a web socket. */
export const developmentPolicy = (serverOrigin: string): string =>
  policy({
    ...strict,
    'script-src': "'self' 'unsafe-inline'",
    'style-src': "'self' 'unsafe-inline'",
    'connect-src': `'self' ${serverOrigin.replace(/^http/, 'ws')}`,
  })

/**
 * No `Cross-Origin-Opener-Policy`: nothing opens the window and it can open nothing, and on the way from the first empty page the
 * header makes Chromium start a second process, which costs a start and loses a debugger that is just attaching.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), clipboard-read=(), display-capture=()',
  'Cache-Control': 'no-store',
}
