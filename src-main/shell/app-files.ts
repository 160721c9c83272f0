import { extname, resolve, sep } from 'node:path'
import { urlOf } from '@contract/url.ts'

export const appScheme = 'app'
export const appOrigin = 'app://desk'
export const appStart = `${appOrigin}/index.html`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

export interface AppFile {
  readonly path: string
  readonly type: string
}

/**
 * The file an `app:` URL names, or null: another host, a method of escape (`..`, encoded or not, a backslash, a NUL), or a
 * kind of file the window has no use for.
 */
export function appFile(url: string, root: string): AppFile | null {
  const parsed = urlOf(url)
  if (parsed?.protocol !== `${appScheme}:` || parsed.host !== 'desk') return null
  let name: string
  try {
    name = decodeURIComponent(parsed.pathname)
  } catch {
    return null
  }
  if (name.includes('\\') || name.includes('\0') || name.split('/').includes('..')) return null
  const type = types[extname(name).toLowerCase()]
  const base = resolve(root)
  const path = resolve(base, `.${name}`)
  return type !== undefined && path.startsWith(base + sep) ? { path, type } : null
}
