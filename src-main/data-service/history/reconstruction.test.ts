import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { StateList, Subject, SubjectState } from '@contract/history.ts'
import { modelOf, type OrganisationModel } from '../../../demo-tenant/model.ts'
import type { DataService } from '../service.ts'
import { DemoLog } from './fixtures/demo-log.ts'

/* The oracle: the demo tenant's own model of its organisation, which shares no code with the reconstruction. */
const log = new DemoLog({ entries: 2_500, seed: 3 })
afterAll(() => log.remove())
const { begin, end, tenant } = log

async function stateOf(service: DataService, subject: Subject, at: number): Promise<SubjectState> {
  const [state] = await service.handle('history.state', { tenant, subject, at: [at] })
  return state as SubjectState
}

const list = ({ lists }: SubjectState, name: StateList['name']): StateList => lists.find((each) => each.name === name) as StateList
const values = (state: SubjectState, name: StateList['name']): string[] =>
  list(state, name)
    .members.map(({ value }) => value)
    .sort()

/** What the model says of every subject, by the parts that the reconstruction has. */
function truthOf(model: OrganisationModel): { subject: Subject; exists: boolean; parts: Record<string, unknown> }[] {
  const roleName = new Map(model.roles.map(({ id, name }) => [id, name]))
  const names = (ids: readonly string[]): string[] => ids.map((id) => roleName.get(id) ?? id).sort()
  const groupName = new Map(model.groups.map(({ id, name }) => [id, name]))
  return [
    ...model.roles.map(({ description, id, permissions, settings }) => ({
      subject: { type: 'role', value: id },
      exists: true,
      parts: {
        description,
        permissions: [...permissions].sort(),
        settings,
        holders: [
          ...model.accounts.filter(({ roles }) => roles.includes(id)).map(({ email }) => email),
          ...model.groups.filter(({ roles }) => roles.includes(id)).map(({ name }) => name),
        ].sort(),
      },
    })),
    ...model.groups.map(({ id, members, name, roles }) => ({
      subject: { type: 'group', value: id },
      exists: true,
      parts: { name, members, roles: names(roles) },
    })),
    ...model.accounts.map(({ email, groups, roles, status }) => ({
      subject: { type: 'user', value: email },
      exists: status !== 'removed',
      parts: { roles: names(roles), groups: groups.map((id) => groupName.get(id) ?? id).sort(), ...(status !== 'removed' && { status }) },
    })),
  ]
}

function partOf(state: SubjectState, part: string): unknown {
  if (state.lists.some(({ name }) => name === part)) return values(state, part as StateList['name'])
  const json = state.fields.find(({ name }) => name === part)?.json
  const value: unknown = json === undefined ? undefined : JSON.parse(json)
  return part === 'permissions' && Array.isArray(value) ? [...(value as string[])].sort() : value
}

describe('a subject as of a time', () => {
  it('is what the demo organisation really was, wherever the log goes back to the beginning', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const again = log.again()
    let certain = 0
    for (const share of [0.02, 0.11, 0.3, 0.52, 0.77, 0.968, 0.99999]) {
      const at = Math.floor(begin + share * (end - begin))
      again.playUntil(at)
      for (const { exists, parts, subject } of truthOf(modelOf(again))) {
        const state = await stateOf(service, subject, at)
        // The owner and the owner's role are older than the log; everybody else was created in it.
        if (state.exists === null || state.lists.some(({ complete }) => !complete)) continue
        expect(state.exists, subject.value).toBe(exists)
        for (const [part, value] of Object.entries(parts)) expect(partOf(state, part), `${subject.value} ${part} at ${at}`).toEqual(value)
        // Second factors are set up again without an entry, which the log betrays: that doubt is right.
        const doubted = state.doubts.flatMap(({ aspects }) => aspects).filter((part) => part in parts || part === 'existence')
        expect(doubted, `${subject.value} at ${at}`).toEqual([])
        certain++
      }
    }
    expect(certain).toBeGreaterThan(500)
    service.close()
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
        for (const { parts, subject } of truthOf(modelOf(again))) {
          const state = await stateOf(service, subject, at)
          const doubted = new Set(state.doubts.flatMap(({ aspects }) => aspects))
          for (const [part, value] of Object.entries(parts)) {
            const isList = state.lists.some(({ name }) => name === part)
            const unknown = isList ? !list(state, part as StateList['name']).complete : !state.fields.some((field) => field.name === part)
            if (unknown || doubted.has(part) || doubted.has('everything') || state.exists !== true) continue
            expect(partOf(state, part), `${subject.value} ${part} at ${at}, fetched ${JSON.stringify(stretches)}`).toEqual(value)
          }
        }
        service.close()
      }),
      { numRuns: 12 },
    )
  })
})
