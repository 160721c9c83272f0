import type { PageAsked } from '@contract/service.ts'
import { urlOf } from '@contract/url.ts'

/** Whether a next place is the one that was asked for: the same cursor, or the same address with its parameters in any order. */
export function isSamePlace(next: string, { cursor, url }: Pick<PageAsked, 'cursor' | 'url'>): boolean {
  if (next === cursor || next === url) return true
  if (!/^https?:/i.test(next)) return false
  const [there, here] = [sorted(next), sorted(url)]
  return there !== null && there === here
}

function sorted(address: string): string | null {
  const url = urlOf(address)
  url?.searchParams.sort()
  return url?.href ?? null
}
