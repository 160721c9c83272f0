import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { builtIns } from '../../connector/built-in.ts'
import { compileConnector } from './compile.ts'
import { reading } from './reading.ts'
import { fingerprint } from './reading.ts?fingerprint=reading'

const hashOf = (...parts: unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

it('caches that were derived when readings were numbered by hand are still so', () => {
  // When this fails, something is read differently, which is told to every cache; or `reading.ts` has more items: see `numbered` in `compile.ts`.
  for (const definition of builtIns()) {
    const { hash, identity } = compileConnector(definition)
    expect(hash).toBe(hashOf(3, definition.entry))
    expect(identity).toBe(hashOf(2, definition.entry.id))
  }
})

it('the fingerprint is of what is read now', () => {
  const text = JSON.stringify([null, reading])
  expect(fingerprint).toBe(createHash('sha256').update(text).digest().readUIntBE(0, 6))
})

it('what is read tells rules apart: a text, a part, a number, a time, a change', () => {
  const whole = reading.join('\n')
  for (const told of ['a tool', '"x"', '1e2', '1769853600123.4', '1.50', 'role_assign', 'failed']) expect(whole).toContain(told)
  expect(new Set(reading).size).toBeGreaterThan(15)
})
