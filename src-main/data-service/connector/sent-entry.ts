import type { AuditEntry } from '@contract/entry.ts'
import { exactText } from '@contract/exact-json.ts'
import type { MappedEntry } from './connector.ts'

/** An entry as it goes to another process: what it changed goes as text, in which nothing is lost and no depth overflows. */
export function sentEntry({
  exactTime: _,
  statusIsDefault: __,
  within: ___,
  changes,
  ...entry
}: MappedEntry): Omit<AuditEntry, 'raw' | 'sha256'> {
  if (!changes) return entry
  const { before, after } = changes
  return {
    ...entry,
    changes: { ...(before !== undefined && { before: exactText(before) }), ...(after !== undefined && { after: exactText(after) }) },
  }
}
