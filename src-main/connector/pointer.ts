import { lastOf } from '@contract/exact-json.ts'

/** The members that a JSON Pointer goes through, unescaped. */
export function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export type Getter = (from: unknown) => unknown

/** A reader for a JSON Pointer; undefined where there is nothing. */
export function getter(pointer: string): Getter {
  const tokens = tokensOf(pointer)
  const [first = '', second = ''] = tokens
  const safe = !tokens.some(isInherited)
  if (tokens.length === 0) return (from) => from
  if (!safe) return (from) => tokens.reduce<unknown>(ownMember, from)
  if (tokens.length === 1) return (from) => member(from, first)
  if (tokens.length === 2) return (from) => member(member(from, first), second)
  return (from) => tokens.reduce<unknown>(member, from)
}

/** Names such as `constructor`, which every value answers to. */
export function isInherited(name: string): boolean {
  return name in Object.prototype || name in Array.prototype
}

function member(holder: unknown, name: string): unknown {
  const from = lastOf(holder)
  return typeof from === 'object' && from !== null ? (from as Readonly<Record<string, unknown>>)[name] : undefined
}

function ownMember(holder: unknown, name: string): unknown {
  const from = lastOf(holder)
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Readonly<Record<string, unknown>>)[name]
    : undefined
}
