import type { BeforeDoubtKind, DerivedBefore } from '@contract/before.ts'
import { pluralText } from '../../composables/number-format.ts'

const reasons: Readonly<Record<BeforeDoubtKind, string>> = {
  'missing-creation': 'no earlier entry tells of it, and none that it was created',
  'not-told': 'an earlier entry is about it and does not tell all of it',
  gap: 'not all of the time since the entry that tells of it was fetched',
  failed: 'a failed attempt lies between',
  'unknown-status': 'an entry lies between that does not say whether it succeeded',
  tie: 'another entry has the same time, and nobody knows which came first',
  'no-detail': 'an entry lies between that does not say what it changed',
  'unknown-time': 'the time of an entry about it cannot be read',
  drifted: 'the source later sent another text for the entry that tells of it',
  vanished: 'the source no longer sends the entry that tells of it',
  recreated: 'who it was done to was created or removed since',
  ambiguous: 'the log does not say exactly on what, or to whom, it was done',
  'too-much': 'too many entries are about it',
}

/** Why what was before is undetermined. */
export const doubtText = (kind: BeforeDoubtKind): string => reasons[kind]

/** Where what was before comes from, before the time of that entry. */
export function fromText({ applied, wasThere }: Pick<DerivedBefore['determined'][number], 'applied' | 'wasThere'>): string {
  if (!wasThere) return 'was not there, by the entry of'
  return applied === 0 ? 'from the entry of' : `from the entry of, with ${pluralText(applied, 'later change')} applied,`
}
