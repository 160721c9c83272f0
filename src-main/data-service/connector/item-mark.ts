import { createHash } from 'node:crypto'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { getter } from '../../connector/pointer.ts'
import { readNumbers } from './json-items.ts'
import { compileText } from './text-value.ts'

/** A few characters by which an item's text is known again: its id's where it has one, so that a text that changes on each request is no other item. */
export type MarkOf = (text: string) => string

export function compileMark({ id }: Pick<EntryMapping, 'id'>): MarkOf {
  const idOf = typeof id === 'string' || !('hash' in id) ? compileText(id) : hashed(id.hash)
  return (text) =>
    createHash('sha256')
      .update(idOf(readNumbers(text), '', '') ?? text)
      .digest('hex')
      .slice(0, 16)
}

function hashed(pointers: readonly string[]): (item: unknown) => string | undefined {
  const chosen = pointers.map(getter)
  return (item) => {
    const found = chosen.map((get) => get(item) ?? null)
    return found.every((each) => each === null) ? undefined : JSON.stringify(found)
  }
}
