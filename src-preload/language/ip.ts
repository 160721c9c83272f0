import ipaddr from 'ipaddr.js'
import { compile as compilePattern, fold, hasWildcard } from './pattern.ts'

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/**
 * An address as its 16 bytes; IPv4 as IPv4-mapped IPv6, so that both spellings of one address are equal. Null for anything
 * else, also for the shorthand (`127.1`) and octal (`010.0.0.1`) forms that tools read differently.
 */
function bytesOf(text: string): readonly number[] | null {
  if (text.includes(':')) return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toByteArray() : null
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return null
  return [...mappedPrefix, ...ipaddr.IPv4.parse(text).toByteArray()]
}

interface Block {
  readonly bytes: readonly number[]
  readonly bits: number
}

function blockOf(text: string): Block | null {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const bytes = bytesOf(address)
  if (!bytes) return null
  if (slash < 0) return { bytes, bits: 128 }
  const length = text.slice(slash + 1)
  const most = address.includes(':') ? 128 : 32
  if (!/^\d{1,3}$/.test(length) || Number(length) > most) return null
  return { bytes, bits: Number(length) + 128 - most }
}

/** Whether the text is an address or a CIDR block. */
export const isAddress = (text: string): boolean => blockOf(text) !== null

function within(block: Block, bytes: readonly number[]): boolean {
  const whole = block.bits >> 3
  for (let i = 0; i < whole; i++) if (block.bytes[i] !== bytes[i]) return false
  const rest = block.bits & 7
  if (rest === 0) return true
  const shift = 8 - rest
  return (block.bytes[whole] ?? 0) >> shift === (bytes[whole] ?? 0) >> shift
}

/**
 * A predicate over an entry's address text for an `ip` value: an address, a CIDR block, a pattern with `*` over the text,
 * or any other text, which must be the whole of it (a tenant may send something that is no address).
 */
export function compile(value: string): (text: string) => boolean {
  if (hasWildcard(value)) return compilePattern(value)
  const block = blockOf(value)
  const folded = fold(value)
  if (!block) return (text) => fold(text) === folded
  return (text) => {
    const bytes = bytesOf(text)
    return bytes !== null && within(block, bytes)
  }
}
