import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actionGroups } from '../src-preload/contract/action.ts'
import { fixedNow, localTime, storySpan } from './data/calendar.ts'
import { hostileAgents, hostileNames } from './data/hostile.ts'
import { generateEntries, organisationAt, type OrganisationModel } from './index.ts'
import { Replay } from './replay.ts'

const entries = 10_000
const lines = [...generateEntries({ entries, seed: 1 })]
const model = organisationAt({ entries, seed: 1 })
const parsed = lines.map(
  (line) =>
    JSON.parse(line) as Record<string, unknown> & { id: string; timestamp: string; ip_address?: string | null; actor: { email: string } },
)
const timeOf = (timestamp: string): number => Date.parse(timestamp)

function replay(texts: Iterable<string>, owner: string, until = Infinity): Replay {
  const played = new Replay(owner)
  for (const text of texts) {
    if (timeOf((JSON.parse(text) as { timestamp: string }).timestamp) > until) break
    played.play(text)
  }
  return played
}

/** The parts of a model that a log can tell. */
function comparable({ accounts, groups, roles }: OrganisationModel): unknown {
  return {
    accounts: accounts
      .map(({ email, groups: own, permissions, roles: held, status }) => ({ email, status, roles: held, groups: own, permissions }))
      .sort(byEmail),
    groups: groups.map(({ id, members, roles: held }) => ({ id, members, roles: held })),
    roles: roles.map(({ id, permissions }) => ({ id, permissions })),
  }
}

function rebuilt(played: Replay): unknown {
  const sorted = (set: ReadonlySet<string>): string[] => [...set].sort()
  const byId = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
  return {
    accounts: [...played.accounts]
      .map(([email, { groups, roles, state }]) => ({
        email,
        status: state['status'],
        roles: sorted(roles),
        groups: sorted(groups),
        permissions: played.permissionsOf(email),
      }))
      .sort(byEmail),
    groups: [...played.groups].sort(byId).map(([id, { members, roles }]) => ({ id, members: sorted(members), roles: sorted(roles) })),
    roles: [...played.roles].sort(byId).map(([id, { state }]) => ({ id, permissions: state['permissions'] })),
  }
}

function byEmail(a: { readonly email: string }, b: { readonly email: string }): number {
  return a.email < b.email ? -1 : 1
}

describe('the story', () => {
  it('fits together from the first entry to the last, and leads to the organisation of the model', () => {
    expect(rebuilt(replay(lines, model.owner))).toEqual(comparable(model))
  })

  it('fits together for any seed and size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 2_500 }), (seed, size) => {
        const own = organisationAt({ entries: size, seed })
        expect(rebuilt(replay(generateEntries({ entries: size, seed }), own.owner))).toEqual(comparable(own))
      }),
      { numRuns: 8 },
    )
  })

  it('would not fit without any one of its changes', () => {
    const changing = lines
      .map((line, i) => ({ line, i }))
      .filter(({ line }) => /"action":"(role_create|user_invite|group_member_add|role_assign)"/.test(line) && line.includes('"success"'))
    for (const { i } of [changing[3], changing[40], changing[400]].filter((found) => found !== undefined)) {
      expect(() => expect(rebuilt(replay([...lines.slice(0, i), ...lines.slice(i + 1)], model.owner))).toEqual(comparable(model))).toThrow()
    }
  })

  it('is told by the model at any time in between', () => {
    for (const share of [0.02, 0.3, 0.81]) {
      const at = fixedNow - storySpan * (1 - share)
      expect(rebuilt(replay(lines, model.owner, at))).toEqual(comparable(organisationAt({ entries, seed: 1, at })))
    }
  })

  it('has as many entries as asked for, each id once, in the order of time, within 18 months before now', () => {
    expect(lines).toHaveLength(entries)
    expect(new Set(parsed.map(({ id }) => id)).size).toBe(entries)
    const times = parsed.map(({ timestamp }) => timeOf(timestamp))
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] as number))).toBe(true)
    expect(times[0]).toBeGreaterThanOrEqual(fixedNow - storySpan)
    expect(times.at(-1)).toBeLessThan(fixedNow)
  })

  it('is the same for the same seed, byte for byte, and another for another', () => {
    const some = (seed: number): string => [...generateEntries({ entries: 800, seed })].join('\n')
    expect(some(5)).toBe(some(5))
    expect(some(5)).not.toBe(some(6))
  })

  it('has all documented actions, some in the sister spelling, and some that nobody documented', () => {
    const seen = new Set(parsed.map(({ action }) => action))
    for (const { action } of actionGroups.flatMap(({ actions }) => actions)) expect(seen).toContain(action)
    for (const action of ['role_assigned', 'group_member_added', 'user_updated', 'mfa_reset', 'sso_config_update'])
      expect(seen).toContain(action)
  })

  it('has what makes reading hard: missing and null fields, offsets, microseconds, hostile text', () => {
    const text = lines.join('\n')
    for (const part of [
      '"ip_address":null',
      '"user_agent":null',
      '"target":null',
      '"name":null',
      '"before":null',
      '"after":null',
      '"__proto__"',
    ]) {
      expect(text.includes(part), part).toBe(true)
    }
    const found = (list: readonly string[]): number => list.filter((hostile) => text.includes(JSON.stringify(hostile))).length
    expect(found(hostileNames)).toBeGreaterThanOrEqual(10)
    expect(found(hostileAgents)).toBeGreaterThanOrEqual(4)
    expect(parsed.some((entry) => !('ip_address' in entry))).toBe(true)
    expect(parsed.some((entry) => !('target' in entry))).toBe(true)
    expect(parsed.some(({ timestamp }) => /[+-]\d\d:\d\d$/.test(timestamp))).toBe(true)
    expect(parsed.some(({ timestamp }) => /\.\d{6}/.test(timestamp))).toBe(true)
  })

  it('is busy in working hours, and a few people do most of it', () => {
    const people = parsed.filter(({ actor }) => !actor.email.startsWith('svc-'))
    const hours = people.map(({ timestamp }) => localTime('berlin', timeOf(timestamp)))
    const weekend = hours.filter(({ weekday }) => weekday === 0 || weekday === 6).length
    expect(weekend / people.length).toBeLessThan(0.12)
    const byPerson = new Map<string, number>()
    for (const { actor } of people) byPerson.set(actor.email, (byPerson.get(actor.email) ?? 0) + 1)
    const counts = [...byPerson.values()].sort((a, b) => b - a)
    const top = counts.slice(0, Math.ceil(counts.length / 10)).reduce((sum, count) => sum + count, 0)
    expect(top / people.length).toBeGreaterThan(0.3)
  })
})

describe('the incidents', () => {
  const byId = new Map(parsed.map((entry) => [entry.id, entry]))
  const selfGrants = model.incidents.filter(({ kind }) => kind === 'self-grant')

  it('are there to be found, of both kinds', () => {
    expect(selfGrants.length).toBeGreaterThanOrEqual(3)
    expect(model.incidents.some(({ kind }) => kind === 'probing')).toBe(true)
  })

  it('of self-granting go from the denial over the widened role to the cover-up', () => {
    for (const { actor, address, entries: ids, group, role } of selfGrants) {
      const steps = ids.map((id) => byId.get(id))
      const actions = steps.map((step) =>
        String(step?.['action'])
          .replace(/d$/, '')
          .replace(/assigne|adde/, (word) => word.slice(0, -1)),
      )
      expect(actions[0]).toBe('permission_check')
      const order = ['role_update', 'role_assign', 'group_member_ad', 'role_revoke', 'group_member_remove'].map((action) =>
        actions.findIndex((own) => own.startsWith(action)),
      )
      expect(order).toEqual([...order].sort((a, b) => a - b))
      expect(order).not.toContain(-1)
      expect(actions.at(-1)).toBe('role_update')
      expect(new Set(steps.map((step) => step?.actor.email))).toEqual(new Set([actor]))
      const touched = new Set(steps.map((step) => (step?.['resource'] as { id?: string }).id))
      expect(touched.has(role) && touched.has(group)).toBe(true)
      const away = steps.filter((step) => step?.ip_address === address)
      expect(away.length).toBeGreaterThanOrEqual(6)
      expect(parsed.filter(({ ip_address: ip }) => ip === address)).toEqual(away)
    }
  })

  it('of self-granting leave the role as it was', () => {
    for (const { entries: ids } of selfGrants) {
      const updates = ids.map((id) => byId.get(id)).filter((entry) => String(entry?.['action']).startsWith('role_update'))
      const [first, last] = updates.map(
        (entry) => entry?.['changes'] as { before: { permissions: string[] }; after: { permissions: string[] } },
      )
      expect(updates).toHaveLength(2)
      expect(first?.after.permissions).toEqual(expect.arrayContaining(['iam:tenant:role:assign', 'billing:*']))
      expect(last?.after).toEqual(first?.before)
    }
  })
})
