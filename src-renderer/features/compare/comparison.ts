import type { AuditEntry } from '@contract/entry.ts'
import { changeSource } from '../../shared/diff/change-source.ts'
import { diffValues, type Diff } from '../../shared/diff/diff-model.ts'

type Compared = Omit<AuditEntry, 'sha256' | 'parseError' | 'actionVerbatim'>

/** What two entries say beside each other; `changes` is null when neither records any. */
export interface Comparison {
  readonly facts: Diff
  readonly changes: Diff | null
}

/** Ids, hashes and the text itself always differ and tell nothing. */
function factsOf({ timestamp, actor, action, resource, target, status, reason, ip, userAgent, requestId }: Compared): unknown {
  const facts = {
    time: timestamp,
    user: actor,
    action,
    resource,
    target,
    status,
    reason,
    address: ip,
    user_agent: userAgent,
    request: requestId,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
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
