import { urlOf } from '@contract/url.ts'

/** One link: its address and its parameters (RFC 8288 3). */
const link = /<([^<>]{0,8192})>((?:\s*;\s*[\w!#$&+^`|~.*-]{1,64}(?:\s*=\s*(?:"(?:[^"\\]|\\.){0,1024}"|[^\s",;]{0,1024}))?){0,16})/g
const relation = /;\s*rel\s*=\s*(?:"([^"]{0,1024})"|([^\s",;]{1,64}))/i

/** The address of the first link of this relation, absolute by the URL that was asked; null when there is none or it is no address. */
export function linkOf(header: string | null, wanted: string, asked: string): string | null {
  if (header === null || header.length > 65_536) return null
  for (const [, address = '', parameters = ''] of header.matchAll(link)) {
    const [, inQuotes, bare] = relation.exec(parameters) ?? []
    const relations = (inQuotes ?? bare ?? '').toLowerCase().split(/\s+/)
    if (relations.includes(wanted.toLowerCase())) return urlOf(address, asked)?.href ?? null
  }
  return null
}
