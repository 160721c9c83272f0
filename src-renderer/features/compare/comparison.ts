import type { AuditEntry } from '@contract/entry.ts'
import { changeSource } from '../../shared/diff/change-source.ts'
import { diffValues, type Diff } from '../../shared/diff/diff-model.ts'

type Compared = Omit<AuditEntry, 'sha256' | 'parseError' | 'actionVerbatim'>

/** What two entries say beside each other; `changes` is null when neither records any. */
export interface Comparison {
  readonly facts: Diff
  readonly changes: Diff | null
}

/** Ids, hashes and the text itself always differ and tell nothing; changes are compared by themselves. */
type Untold = 'id' | 'occurredAt' | 'changes' | 'unreadChanges' | 'raw'
const factNames: Readonly<Record<Exclude<keyof Compared, Untold>, string>> = {
  timestamp: 'time',
  actor: 'user',
  action: 'action',
  resource: 'resource',
  target: 'target',
  status: 'status',
  reason: 'reason',
  ip: 'address',
  userAgent: 'user_agent',
  requestId: 'request',
}

function factsOf(entry: Compared): unknown {
  const members = Object.keys(factNames) as (keyof typeof factNames)[]
  return Object.fromEntries(members.filter((member) => entry[member] !== undefined).map((member) => [factNames[member], entry[member]]))
}

function changesOf(entry: Compared): unknown {
  const source = changeSource(entry)
  return source ? { before: source.before.value, after: source.after.value } : {}
}

export function compareEntries(first: Compared, second: Compared): Comparison {
  return {
    facts: diffValues(factsOf(first), factsOf(second)),
    changes: first.changes || second.changes ? diffValues(changesOf(first), changesOf(second)) : null,
  }
}
