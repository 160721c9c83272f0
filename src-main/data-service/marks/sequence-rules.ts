import { dayMs } from '@contract/time-units.ts'

/**
 * When a mark that follows from other entries is given. Everything is by the cached log: what was not fetched does not count. A user is who has the same
 * email (or name, or id, where there is no email), letter case aside; days and hours are UTC's, so that marks are the same on every screen.
 */
export const sequenceRules = {
  /**
   * The first entry of a user with an address, a network, a program or an action is marked once the user is known: with at least so many earlier entries, on
   * at least so many earlier days. Before that, everything of theirs would be a first.
   */
  first: { entries: 20, days: 7 },
  /**
   * An hour is unusual for a user who was active on at least so many earlier days, and on fewer than this share of these in that hour of the day, the one
   * before or the one after.
   */
  hour: { days: 14, share: 0.05 },
  /** What was given and is taken away again after no more than this, ms. */
  revokedMs: dayMs,
} as const

/** What gives something and what takes the same away: of the same role or group, from the same user or group. */
export const counterparts: ReadonlyMap<string, { readonly gives: boolean; readonly kind: 'role' | 'member' }> = new Map([
  ['role_assign', { gives: true, kind: 'role' }],
  ['role_revoke', { gives: false, kind: 'role' }],
  ['group_member_add', { gives: true, kind: 'member' }],
  ['group_member_remove', { gives: false, kind: 'member' }],
])
