import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { AccessLine } from '@contract/access.ts'
import { modelOf, type OrganisationModel } from '../../../demo-tenant/model.ts'
import { DemoLog, FetchedLog } from '../history/fixtures/demo-log.ts'
import type { DataService } from '../service.ts'

/* The oracle: the demo tenant's own model of its organisation, which shares no code with the replay. */
const log = new DemoLog({ entries: 2_500, seed: 3 })
afterAll(() => log.remove())
const { begin, end, tenant } = log

async function linesAt(service: DataService, at: number, privileged = false): Promise<AccessLine[]> {
  const { lines } = await service.handle('access.lines', { tenant, patterns: null, at, privileged, offset: 0, limit: 5000 })
  return lines
}

const told = ({ user, roleId, pathIds }: AccessLine): string => [user, roleId ?? '?', ...pathIds].join(' ')

/** Every user, role and path, by the model. */
function truthOf({ accounts, groups }: OrganisationModel): string[] {
  const byId = new Map(groups.map((group) => [group.id, group]))
  return accounts
    .flatMap(({ email, groups: of, roles }) => [
      ...roles.map((role) => `${email} ${role}`),
      ...of.flatMap((group) => (byId.get(group)?.roles ?? []).map((role) => `${email} ${role} ${group}`)),
    ])
    .sort()
}

describe('who has which roles', () => {
  it('is what the demo organisation really had, at any time of a log that was fetched whole', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const again = log.again()
    let lines = 0
    for (const share of [0.001, 0.02, 0.11, 0.3, 0.52, 0.77, 0.968, 0.99999]) {
      const at = Math.floor(begin + share * (end - begin))
      again.playUntil(at)
      const found = await linesAt(service, at)
      const model = modelOf(again)
      // The owner and the owner's role are older than the log.
      const own = (line: string): boolean => !line.startsWith(model.owner)
      expect(found.map(told).sort().filter(own), new Date(at).toISOString()).toEqual(truthOf(model).filter(own))
      expect(found.filter(({ user, doubts }) => user !== model.owner && doubts.length > 0)).toEqual([])
      expect(found.filter(({ user, since }) => user !== model.owner && (since === null || since > at))).toEqual([])
      lines += found.length
    }
    expect(lines).toBeGreaterThan(500)
    service.close()
  })

  it('tells what each may do', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const again = log.again()
    for (const share of [0.2, 0.6, 0.95]) {
      const at = Math.floor(begin + share * (end - begin))
      again.playUntil(at)
      const model = modelOf(again)
      const { lines, total } = await service.handle('access.permissions', { tenant, patterns: null, at, offset: 0, limit: 5000 })
      expect(total).toBe(lines.length)
      const truth = model.accounts.flatMap(({ email, permissions }) => permissions.map((permission) => `${email} ${permission}`)).sort()
      const own = (line: string): boolean => !line.startsWith(model.owner)
      expect(
        lines
          .map(({ user, permission }) => `${user} ${permission}`)
          .sort()
          .filter(own),
      ).toEqual(truth.filter(own))
    }
    service.close()
  })

  it('is what the history of each user says of their own roles where it has no doubt, with and without a gap', async () => {
    const { owner } = modelOf(log.again())
    for (const stretches of [
      [{ from: begin, to: end }],
      [
        { from: begin, to: begin + 0.3 * (end - begin) },
        { from: begin + 0.45 * (end - begin), to: end },
      ],
    ]) {
      const service = await log.fetched(stretches.map(({ from, to }) => ({ from: Math.floor(from), to: Math.floor(to) })))
      let compared = 0
      for (const share of [0.15, 0.29, 0.6, 0.98]) {
        const at = Math.floor(begin + share * (end - begin))
        // The owner and the owner's role are older than the log.
        const own = (await linesAt(service, at)).filter(({ path, user }) => path.length === 0 && user !== owner)
        for (const value of new Set(own.map(({ user }) => user))) {
          const held = own.filter(({ user }) => user === value)
          const [state] = await service.handle('history.state', { tenant, subject: { type: 'user', value }, at: [at] })
          // What it doubts itself may differ: it does not know that a role was deleted.
          if (state?.doubts.some(({ aspects }) => aspects.includes('roles'))) continue
          const roles = state?.lists.find(({ name }) => name === 'roles')?.members ?? []
          // A history does not look up which role a name alone means.
          const idOf = (role: string): string | null => held.find((each) => each.role === role)?.roleId ?? role
          expect(roles.map((each) => each.id ?? idOf(each.value)).sort(), `${value} ${new Date(at).toISOString()}`).toEqual(
            held.map(({ roleId }) => roleId).sort(),
          )
          compared++
        }
      }
      expect(compared).toBeGreaterThan(20)
      service.close()
    }
  })

  it('differs between two times by what was gained and lost, and finds nothing wrong with a whole log', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const key = (line: AccessLine): string => told(line)
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (a, b, privileged) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)].map((share) => Math.floor(begin + share * (end - begin))) as [number, number]
          const [was, is] = [
            new Set((await linesAt(service, from, privileged)).map(key)),
            new Set((await linesAt(service, to, privileged)).map(key)),
          ]
          const { lines } = await service.handle('access.changes', { tenant, patterns: null, privileged, from, to, offset: 0, limit: 5000 })
          expect(
            lines
              .filter(({ change }) => change === 'gained')
              .map(key)
              .sort(),
          ).toEqual([...is].filter((each) => !was.has(each)).sort())
          expect(
            lines
              .filter(({ change }) => change === 'lost')
              .map(key)
              .sort(),
          ).toEqual([...was].filter((each) => !is.has(each)).sort())
        },
      ),
      { numRuns: 20 },
    )
    const { lines } = await service.handle('access.continuity', { tenant, offset: 0, limit: 100 })
    // Second factors are set up again without an entry, which the log betrays.
    expect(lines.filter(({ aspect, test }) => test !== 'C3' || aspect !== 'factors')).toEqual([])
    service.close()
  })

  it('betrays an entry that is missing', async () => {
    const told = /"action":"(?:role_assign|role_revoke|role_update|group_member_add|group_member_remove)(?:e?d)?"/
    const changing = log.lines.filter(({ line }) => told.test(line) && line.includes('"status":"success"'))
    let found = 0
    for (let i = 0; i < 12; i++) {
      const missing = changing[Math.floor((changing.length * (i + 0.5)) / 24)] as (typeof changing)[number]
      const without = new FetchedLog(log.lines.filter((each) => each !== missing))
      const service = await without.fetched([{ from: begin, to: end }])
      const { lines } = await service.handle('access.continuity', { tenant, offset: 0, limit: 100 })
      // Of what is never told of again nobody can know.
      const around = lines.filter(({ aspect, from, to }) => aspect !== 'factors' && (from ?? 0) <= missing.at && (to ?? 0) >= missing.at)
      expect(lines.filter(({ aspect }) => aspect !== 'factors').length).toBe(around.length)
      found += around.length > 0 ? 1 : 0
      service.close()
      without.remove()
    }
    expect(found).toBeGreaterThan(6)
  })

  it('is right or in doubt, whatever stretches of time were not fetched', async () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(shares, fc.double({ min: 0.05, max: 1, noNaN: true }), async (cuts, when) => {
        const edges = [...new Set(cuts.map((share) => Math.floor(begin + share * (end - begin))))].sort((a, b) => a - b)
        const stretches = edges.flatMap((from, i) => (i % 2 === 0 ? [{ from, to: edges[i + 1] ?? end }] : []))
        const service = await log.fetched(stretches)
        const at = Math.floor(begin + when * (end - begin))
        const again = log.again()
        again.playUntil(at)
        const truth = new Set(truthOf(modelOf(again)))
        for (const line of await linesAt(service, at))
          if (line.doubts.length === 0)
            expect(truth.has(told(line)), `${told(line)} at ${at}, fetched ${JSON.stringify(stretches)}`).toBe(true)
        service.close()
      }),
      { numRuns: 12 },
    )
  })
})
