import type { Paging } from '@contract/connector.ts'
import { isSamePlace } from '../connector/same-place.ts'
import type { RequestBuilder } from './request-builder.ts'
import type { TenantPage } from './tenant-client.ts'

/** The next cursor as far as it can be told without parsing the page; a guess that the data service's answer decides about. */
export function hintOf(
  { definition: { paging } }: RequestBuilder,
  { glimpse, asked }: Pick<TenantPage, 'glimpse' | 'asked'>,
): string | null | undefined {
  const hint = paging.style === 'link' ? asked.link : nextHint(paging, glimpse)
  // A next place that is the page's own may mean the end: that is for the stop rules to say, wherever it stands.
  return typeof hint === 'string' && isSamePlace(hint, asked) ? undefined : hint
}

const quoted = /^\s*:\s*("(?:[^"\\]|\\.){0,8192}"|null)/

/**
 * The next cursor read from the end (or the beginning) of a page without parsing it, given a character a byte: text, null for the last page,
 * undefined when it is not plain to see. A guess that saves waiting: the data service's answer decides.
 */
export function nextHint(paging: Paging, text: string): string | null | undefined {
  if (paging.style !== 'cursor' || /^\/[^/~]+$/.exec(paging.next) === null) return undefined
  // A page that was cut off is not worth guessing from.
  if (!/\}\s*$/.test(text.slice(-64))) return undefined
  const member = JSON.stringify(paging.next.slice(1))
  const afterItems = text.lastIndexOf(']')
  const tail = text.slice(Math.max(afterItems, text.length - 16_384))
  const at = tail.lastIndexOf(member)
  const found = at < 0 ? null : quoted.exec(tail.slice(at + member.length))
  if (found) return unquoted(found[1] as string)
  const head = /^\s*\{\s*/.exec(text)
  const start = head ? head[0].length : -1
  const first =
    start >= 0 && text.startsWith(member, start) ? quoted.exec(text.slice(start + member.length, start + member.length + 16_384)) : null
  return first ? unquoted(first[1] as string) : undefined
}

function unquoted(literal: string): string | null | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(literal, 'latin1').toString('utf8'))
    return value === null ? null : typeof value === 'string' && value !== '' ? value : undefined
  } catch {
    return undefined
  }
}
