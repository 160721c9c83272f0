import type { AuditEntry } from '@contract/entry.ts'
import { parseExactly, sliceAt } from './json-text.ts'
import { asJson, sameJson } from './json-value.ts'
import type { Json } from './json-value.ts'

export type Side = 'before' | 'after'

/** One side of what an entry changed. */
export interface SideSource {
  readonly value: Json | undefined
  /** JSON text of the value, as received where it can be found in the entry; null when there is no value. */
  readonly text: () => string | null
}

export type ChangeSource = Readonly<Record<Side, SideSource>>

/** A run of digits that may be more than JavaScript's numbers hold. */
const longNumber = /[\d.]{16}/

/**
 * What an entry changed, as close to its raw text as can be had. The connector's reading of `changes` went through JSON.parse, which
 * rounds long numbers and forgets how they were written; where the raw text holds the same value, that is what counts.
 */
export function changeSource(entry: Pick<AuditEntry, 'changes' | 'raw'>): ChangeSource | null {
  const { changes, raw } = entry
  return changes ? { before: sideSource(raw, 'before', changes.before), after: sideSource(raw, 'after', changes.after) } : null
}

function sideSource(raw: string, side: Side, read: unknown): SideSource {
  const value = asJson(read)
  let found: string | null | undefined
  const received = (): string | null => (found ??= receivedText(raw, side, value))
  const exact = longNumber.test(raw) ? received() : null
  return {
    value: exact === null ? value : parseExactly(exact),
    text: () => (value === undefined || value === null ? null : (received() ?? JSON.stringify(value))),
  }
}

function receivedText(raw: string, side: Side, value: Json | undefined): string | null {
  const slice = value === undefined ? null : sliceAt(raw, ['changes', side])
  return slice !== null && sameJson(JSON.parse(slice) as Json, value) ? slice : null
}
