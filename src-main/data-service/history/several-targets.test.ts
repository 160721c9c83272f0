import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Target } from '@contract/entry.ts'
import { claimsOf, type Evidence } from './claims.ts'
import { chronicle } from './doubts.ts'
import { listsOf, stateAt } from './replay.ts'
import { toldApart } from './told-apart.ts'

const group = { type: 'group', id: 'g1', name: 'Finance' }
const person = (name: string): Target => ({ type: 'user', email: `${name}@x` })
const people = ['ann', 'bob', 'cleo', 'dan']

interface Deed {
  readonly adds: boolean
  readonly who: readonly string[]
  /** The source names the group itself among the targets, as some do. */
  readonly withGroup: boolean
  readonly whole: boolean
}
const deed: fc.Arbitrary<Deed> = fc.record({
  adds: fc.boolean(),
  who: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 4 }),
  withGroup: fc.boolean(),
  whole: fc.boolean(),
})

/** The members as somebody counts them who knows nothing of claims; who is in already is not put in again, nor taken out who is not. */
function played(deeds: readonly Deed[]): { readonly evidence: readonly Evidence[]; readonly members: readonly (readonly string[])[] } {
  const members: string[][] = []
  let now: string[] = []
  const evidence = deeds.flatMap(({ adds, who, withGroup, whole }, key) => {
    const named = who.filter((name) => now.includes(name) !== adds)
    const before = now
    now = adds ? [...now, ...named] : now.filter((name) => !named.includes(name))
    members.push(now)
    const targets = [...(withGroup ? [group] : []), ...named.map(person)]
    const [target] = targets
    if (named.length === 0 || !target) return []
    const list = (names: readonly string[]) => ({ members: names.map((name) => `${name}@x`), member_count: names.length }) // prettier-ignore
    const changes = whole ? { before: list(before), after: list(now) } : undefined
    const action = adds ? 'group_member_add' : 'group_member_remove'
    return [{
      key, at: key, as: 'resource' as const, action, status: 'success' as const, resource: group, target, targets,
      drifted: false, vanished: false, ...(changes && { changes }),
    }] // prettier-ignore
  })
  return { evidence, members }
}

describe('an entry that puts several into a list', () => {
  it('leaves the list as if each had come by an entry of its own, without contradicting itself', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 12 }), (deeds) => {
        const { evidence, members } = played(deeds)
        const { happened, doubts } = chronicle(toldApart(evidence.flatMap(claimsOf)), [])
        expect(doubts).toEqual([])
        for (const [at, names] of members.entries()) {
          const [list] = listsOf(stateAt(happened, at), ['members'])
          expect(list?.members.map(({ value }) => value)).toEqual(names.map((name) => `${name}@x`).sort())
        }
      }),
    )
  })

  it('does not say whose state it tells when it is seen by one of those it was done to', () => {
    const targets = [person('ann'), person('bob')]
    const changes = { before: { name: 'A' }, after: { name: 'B' } }
    const about = (of: readonly Target[]): Evidence => ({
      key: 1, at: 1, as: 'target', action: 'user_update', status: 'success', resource: { type: 'tenant' }, target: of[0], targets: of as Target[],
      changes, drifted: false, vanished: false,
    }) // prettier-ignore
    expect(claimsOf(about(targets))).toMatchObject([{ before: undefined, after: undefined, undescribed: true }])
    expect(claimsOf(about(targets.slice(0, 1)))).toMatchObject([{ after: { name: 'B' }, undescribed: false }])
  })
})
