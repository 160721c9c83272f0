import { findCode, masks } from './find-code.ts'

/** The memory's bytes begin after needle and masks. */
const begin = masks * 2
const pageBytes = 65_536
/** It is read past the end: by sixteen bytes and a needle. */
const beyond = masks + 16
/** More is not copied there: memory is never given back. */
export const mostBytes = 8 * 1024 * 1024

/** What is used of it: Node has it, and its types leave it to those of the window. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

interface Code {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly find: (from: number, to: number, n: number) => number
}

let code: Code | null = null

/** Made when it is first needed. */
function codeFor(length: number): Code {
  code ??= new WebAssembly.Instance(new WebAssembly.Module(findCode)).exports as Code
  const missing = begin + length + beyond - code.memory.buffer.byteLength
  if (missing > 0) code.memory.grow(Math.ceil(missing / pageBytes))
  return code
}

/**
 * Answers what finds a needle in bytes from a place on, or -1: ten times as fast as a search in a text that is made of them. `anyCase`: the
 * needle is of ASCII in lower case. Good until it is asked for anew.
 */
export function finding(bytes: Uint8Array, needle: Uint8Array, anyCase: boolean): (from: number) => number {
  if (bytes.length > mostBytes || needle.length > masks || needle.length === 0) return findingInText(bytes, needle, anyCase)
  const { memory, find } = codeFor(bytes.length)
  const all = new Uint8Array(memory.buffer)
  all.set(needle, 0)
  for (let i = 0; i < needle.length; i++) all[masks + i] = anyCase && isLetter(needle[i] as number) ? 0x20 : 0
  all.set(bytes, begin)
  const end = begin + bytes.length
  return (from) => {
    const at = find(begin + from, end, needle.length)
    return at < 0 ? at : at - begin
  }
}

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a
}

/** A character a byte. */
function findingInText(bytes: Uint8Array, needle: Uint8Array, anyCase: boolean): (from: number) => number {
  const text = latin1(bytes)
  const whole = anyCase ? text.toLowerCase() : text
  const part = latin1(needle)
  return (from) => whole.indexOf(part, from)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
