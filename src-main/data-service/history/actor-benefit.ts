import type { ActorStake } from '@contract/log.ts'
import { targetsOf } from '@contract/entry.ts'
import { caseless } from '@language/pattern.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { Subjects } from './subjects.ts'

/** Groups of an entry that are looked into: each is a history. */
const mostGroups = 20

/**
 * Whether who did it has what it gives: they are in the group that received a role, or hold the role that was changed, themselves or by a
 * group of theirs. As far as the log tells.
 */
export async function benefitOf(
  { action, actor, occurredAt, resource, ...entry }: MappedEntry,
  subjects: Subjects,
): Promise<ActorStake | null> {
  const { email } = actor
  // Who was in what when nobody knows when, nobody knows.
  if (email === '' || occurredAt === null) return null
  const isIn = async (type: string, value: string, list: 'members' | 'holders'): Promise<boolean> => {
    const [state] = await subjects.states({ type, value }, [occurredAt])
    const members = state?.lists.find(({ name }) => name === list)?.members ?? []
    return members.some((member) => member.type !== 'group' && caseless(member.value) === caseless(email))
  }
  if (action === 'role_assign') {
    for (const target of targetsOf(entry).slice(0, mostGroups)) {
      const group = target.email === undefined ? (target.id ?? target.name) : undefined
      if (group !== undefined && (await isIn(target.type ?? 'group', group, 'members'))) return 'in-receiving-group'
    }
    return null
  }
  if (action !== 'role_update') return null
  const role = resource.id ?? resource.name
  if (role === undefined) return null
  if (await isIn(resource.type, role, 'holders')) return 'holds-changed-role'
  const [state] = await subjects.states({ type: resource.type, value: role }, [occurredAt])
  for (const holder of state?.lists.find(({ name }) => name === 'holders')?.members ?? []) {
    if (holder.type === 'group' && (await isIn('group', holder.id ?? holder.value, 'members'))) return 'holds-changed-role'
  }
  return null
}
