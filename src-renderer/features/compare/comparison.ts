import type { AuditEntry } from '@contract/entry.ts'
import { changeSource } from '../../shared/diff/change-source.ts'
import { diffValues, type Diff } from '../../shared/diff/diff-model.ts'
import { factNames, factViews, type ReadEntry } from '../../shared/entry/entry-facts.ts'

type Compared = ReadEntry & Pick<AuditEntry, 'raw'>

/** What two entries say beside each other; `changes` is null when neither records any. */
export interface Comparison {
  readonly facts: Diff
  readonly changes: Diff | null
}

function factsOf(entry: ReadEntry): unknown {
  return Object.fromEntries(
    factNames.flatMap((name) => {
      const { compared } = factViews[name]
      // The first is compared as the target.
      const said = name === 'targets' && (entry.targets?.length ?? 0) < 2 ? undefined : entry[name]
      return compared === null || said === undefined ? [] : [[compared, said]]
    }),
  )
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
