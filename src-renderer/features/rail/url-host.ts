import { urlOf } from '@contract/url.ts'

/** Host and path of a tenant's URL, for a narrow place; the text itself when it is no URL. */
export function hostOf(url: string): string {
  const parsed = urlOf(url)
  if (!parsed) return url
  const { host, pathname } = parsed
  return host + pathname.replace(/\/$/, '')
}
