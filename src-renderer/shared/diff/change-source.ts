import type { AuditEntry } from '@contract/entry.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { sliceAt } from '../json/json-text.ts'
import { sameJson } from '../json/json-value.ts'
import type { Json } from '../json/json-value.ts'

export type Side = 'before' | 'after'

/** One side of what an entry changed. */
export interface SideSource {
  readonly value: Json | undefined
  /** JSON text of the value, as received where it can be found in the entry; null when there is no value. */
  readonly text: () => string | null
}

export type ChangeSource = Readonly<Record<Side, SideSource>>

/** What an entry changed; its text is the entry's own where that holds the same value in the usual place, with its escapes and blanks. */
export function changeSource(entry: Pick<AuditEntry, 'changes' | 'raw'>): ChangeSource | null {
  const { changes, raw } = entry
  return changes ? { before: sideSource(raw, 'before', changes.before), after: sideSource(raw, 'after', changes.after) } : null
}

/** Whether an action creates what it is done on: then nothing was before, whether the source says so or not. */
export const createsIt = (action: string): boolean => /_(?:create|invite)$/.test(action)

function sideSource(raw: string, side: Side, sent: string | undefined): SideSource {
  const value = sent === undefined ? undefined : parseExactly(sent)
  let found: string | null | undefined
  return {
    value,
    text: () => (value === undefined || value === null ? null : (found ??= receivedText(raw, side, value) ?? sent ?? null)),
  }
}

function receivedText(raw: string, side: Side, value: Json): string | null {
  const slice = sliceAt(raw, ['changes', side])
  return slice !== null && sameJson(parseExactly(slice), value) ? slice : null
}
