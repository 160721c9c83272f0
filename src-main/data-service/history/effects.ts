import { memberOf } from '@contract/exact-json.ts'
import type { Effect } from '@contract/history.ts'
import type { Claim } from './claims.ts'
import { sameValue } from './replay.ts'

/** What an entry that happened did, in the order in which a person reads it. */
export function effectsOf({ after, before, evidence, existence, list }: Claim): Effect[] {
  if (evidence.status !== 'success') return []
  if (existence.before === false) return [{ kind: 'created', part: '' }]
  if (existence.after === false) return [{ kind: 'deleted', part: '' }]
  if (list) return [{ kind: list.change, part: list.name, member: list.member }]
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const changed = [...names].filter((name) => !sameValue(memberOf(before ?? undefined, name), memberOf(after ?? undefined, name)))
  return changed.map((part) => ({ kind: 'field', part }))
}
