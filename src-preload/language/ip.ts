import ipaddr from 'ipaddr.js'
import { caseless, compile as compilePattern, textOf } from './pattern.ts'

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

/** An IPv4 address inside an IPv6 one with zeros before it (`::1.2.3.4`, `::102:304`) as the IPv4 address; null for anything else. */
function compatible(bytes: readonly number[]): readonly number[] | null {
  return bytes[12] !== 0 && bytes.slice(0, 12).every((byte) => byte === 0) ? [...mappedPrefix, ...bytes.slice(12)] : null
}

/** No list of proxies is longer: what a tenant sends is searched for addresses with each new `ip` value. */
const longestList = 2048

/**
 * The addresses in what a tenant sent as one: with a port (`192.0.2.1:52413`, `[2001:db8::1]:443`), as a block of one (`/32`), as a list of proxies
 * (`192.0.2.1, 10.0.0.1`), with blanks around. The text itself where it is one.
 */
function addressesIn(text: string): string[] {
  if (bytesOf(text)) return [text]
  return text
    .slice(0, longestList)
    .split(/[\s,;]+/)
    .flatMap((part) => {
      const bare = part.replace(/^"(.*)"$/, '$1')
      const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1]
      const alone = bracketed ?? bare.replace(/^([\d.]+):\d{1,5}$/, '$1').replace(/^([\d.]+)\/32$|^([\da-f:.]+)\/128$/i, '$1$2')
      return bytesOf(alone) ? [alone] : []
    })
}

/**
 * A predicate over an entry's address text for an `ip` value: an address or a CIDR block, which finds a text by any address in it; a pattern with
 * `*` over the text or an address in it; or any other text, which must be the whole of it (a tenant may send something that is no address).
 */
export function compile(value: string): (text: string) => boolean {
  const text = textOf(value)
  if (text === null) {
    const matches = compilePattern(value)
    return (text) => matches(text) || addressesIn(text).some(matches)
  }
  const asked = blockOf(text)
  const whole = caseless(text)
  if (!asked) return (text) => caseless(text) === whole
  const mapped = asked.bits === 128 ? compatible(asked.bytes) : null
  const isAsked = (bytes: readonly number[]): boolean =>
    within(asked, bytes) || (mapped !== null && within({ bytes: mapped, bits: 128 }, bytes))
  return (text) =>
    addressesIn(text).some((address) => {
      const bytes = bytesOf(address)
      const inside = bytes && compatible(bytes)
      return (bytes !== null && isAsked(bytes)) || (inside !== null && isAsked(inside))
    })
}

/** The first address in what was sent as one (of a list of proxies the client), as its 16 bytes; null where there is none. */
function firstAddress(text: string): readonly number[] | null {
  const [address] = addressesIn(text)
  return address === undefined ? null : bytesOf(address)
}

const isV4 = (bytes: readonly number[]): boolean => mappedPrefix.every((byte, i) => bytes[i] === byte)

/** A text whose order by code points is that of addresses: by their number, IPv4 before IPv6, both spellings of an IPv4 address alike. Null where the text holds none. */
export function addressOrder(text: string): string | null {
  const bytes = firstAddress(text)
  return bytes && `${isV4(bytes) ? 4 : 6}${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** The /24 of an IPv4, the /48 of an IPv6 address: the first in the text. Null where it holds none. */
export function networkOf(text: string): string | null {
  const bytes = firstAddress(text)
  if (!bytes) return null
  if (isV4(bytes)) return `${bytes.slice(12, 15).join('.')}.0/24`
  return `${new ipaddr.IPv6([...bytes.slice(0, 6), ...Array<number>(10).fill(0)]).toString()}/48`
}
