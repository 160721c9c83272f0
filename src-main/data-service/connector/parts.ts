import type { EntryMapping } from '@contract/connector-entry.ts'
import { fail } from '@contract/errors.ts'
import type { PartsOf } from './connector.ts'
import { partText } from '../bytes/record-text.ts'
import { partCounter } from './each.ts'
import { readNumbers } from './json-items.ts'

/** Bytes of the texts that the entries of one record may have together: of a large record with many, each has all of it. */
const mostBytes = 64 * 1024 * 1024

/** See `Connector.partsOf`. */
export function compileParts(mapping: EntryMapping): PartsOf | null {
  const countIn = partCounter(mapping)
  if (!countIn) return null
  return (record, raw) => {
    const parts = countIn(readNumbers(record))
    if (parts === 1) return [{ item: record, raw }]
    if (parts * raw.length > mostBytes) {
      throw fail(
        'page-too-large',
        `A record holds ${parts} entries and is too large to be kept with each of them.`,
        'Tell your administrator; what was fetched before is kept.',
      )
    }
    return Array.from({ length: parts }, (_, part) => {
      const text = partText(raw, part)
      return { item: part === 0 ? record : record + text.toString('latin1', raw.length), raw: text }
    })
  }
}
