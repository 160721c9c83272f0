import type { ActorStake } from '@contract/log.ts'
import { found, type FoundMark } from '@contract/marks.ts'

const stakes: Readonly<Record<ActorStake, string>> = {
  'in-receiving-group': 'The user who gave the role is in the group that received it, according to the log.',
  'holds-changed-role': 'The user who changed the role holds it, themselves or by a group, according to the log.',
}

/**
 * What the history before an entry adds to what it says itself.
 * @param stake what the log before it says of who did it; null where nothing or not known yet
 * @param gains whether the role that was changed gained permissions
 */
export function stakeMarks(stake: ActorStake | null, gains: boolean): readonly FoundMark[] {
  return stake !== null && (stake === 'in-receiving-group' || gains) ? [found('self-grant', stakes[stake])] : []
}
