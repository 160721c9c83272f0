import { createHash } from 'node:crypto'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { compileIdentity } from './identity.ts'
import { readNumbers } from './json-items.ts'

/** A few characters by which an item's text is known again: its id's where it has one, so that a text that changes on each request is no other item. */
export type MarkOf = (text: string) => string

export function compileMark({ id }: Pick<EntryMapping, 'id'>): MarkOf {
  const idOf = compileIdentity(id)
  return (text) =>
    createHash('sha256')
      .update(idOf(readNumbers(text), '', '') ?? text)
      .digest('hex')
      .slice(0, 16)
}
