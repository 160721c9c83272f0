import type { DoubtKind, GrantEnd, Outcome } from '@contract/history.ts'
import { pluralText } from '../../composables/number-format.ts'

type Denial = Extract<Outcome, { kind: 'denial' }>

const reasons: Readonly<Record<DoubtKind, string>> = {
  gap: 'not all of that time was fetched',
  contradiction: 'the log contradicts itself',
  'missing-before': 'an entry does not say what was before it',
  'no-detail': 'an entry does not say what it changed',
  'unknown-status': 'an entry does not say whether it succeeded',
  'unknown-time': 'the time of an entry cannot be read',
  drifted: 'the tenant later sent another text for an entry',
  vanished: 'the tenant no longer sends an entry',
}

/** `not all of that time was fetched, and the log contradicts itself`; empty without a doubt. */
export function reasonsText(doubts: readonly DoubtKind[]): string {
  return doubts.map((kind) => reasons[kind]).join(', and ')
}

/** How what was given ended, before the time of the entry that ended it. */
export const endTexts: Readonly<Record<NonNullable<GrantEnd['end']>['how'], string>> = {
  revoked: 'Revoked',
  removed: 'Ended with what was given, removed',
  'member-removed': 'Ended with the account, removed',
  unlisted: 'Not in the list any more at',
}

/** What there is to say of a grant that no entry ended. `until` is the end of what was fetched, as a person reads it. */
export function heldText({ doubts, until }: Pick<GrantEnd, 'doubts' | 'until'>, at: (ms: number) => string): string {
  if (doubts.length > 0) return `No entry ends it. Whether it is still held is undetermined: ${reasonsText(doubts)}.`
  return until === null
    ? 'Still held, according to the log.'
    : `Still held at ${at(until)}, the end of what was fetched, according to the log.`
}

/** What a list of roles does not say by itself. */
export function heldNotes({ complete, doubts, groups, roles }: Denial): readonly string[] {
  const none = roles.length === 0 && groups.length === 0
  return [
    ...(complete
      ? []
      : [none ? 'Undetermined: the log does not tell what was held.' : 'There may be more: the log does not name all of them.']),
    ...(doubts.length > 0 ? [`Not proved by the log: ${reasonsText(doubts)}.`] : []),
  ]
}

export function havingNotes({ having, moreHaving, untold, unproved }: Denial): readonly string[] {
  return [
    ...(having?.length === 0 && untold === 0 ? ['None that the log knows.'] : []),
    ...(moreHaving > 0 ? [`And ${pluralText(moreHaving, 'role')} more.`] : []),
    ...(untold > 0 ? [`Of ${pluralText(untold, having?.length ? 'other role' : 'role')} the log does not tell the permissions.`] : []),
    ...(unproved.length > 0 ? [`What roles allowed is not proved by the log: ${reasonsText(unproved)}.`] : []),
  ]
}
