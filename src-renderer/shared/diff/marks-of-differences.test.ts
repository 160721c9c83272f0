import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bitsOf, type MarkName } from '@contract/marks.ts'
import { entryMarkBits } from '@language/marks/entry-marks.ts'
import { fieldMarks, memberMarks } from '@language/marks/mark-rules.ts'
import { asJson, Repeated, type Json } from '../json/json-value.ts'
import { diffValues, lastName } from './diff-model.ts'
import { stakeMarks } from './stake-marks.ts'

/** The marks that the window puts beside the differences of a change. */
function shownBeside(before: Json | undefined, after: Json | undefined): number {
  const marks: MarkName[] = []
  const { fields, sets } = diffValues(before, after)
  for (const { path, added } of sets) for (const { value } of added) marks.push(...memberMarks(lastName(path), value))
  for (const { path, kind, after: now } of fields)
    if (now !== undefined && kind !== 'removed') marks.push(...fieldMarks(lastName(path), kind === 'added' ? 'absent' : 'other', now))
  return bitsOf(marks)
}

const name = fc.constantFrom('id', 'name', 'role', 'roles', 'groups', 'members', 'permissions', 'is_admin', 'mfa_required', '__proto__', '')
const scalar = fc.oneof(
  fc.constantFrom<Json[]>(
    '*', 'iam:*', 'a:write', 'x:admin', 'admin', 'viewer', 'user:impersonate', 'audit:read', 'with a blank *', '', null, true, false, 1, '1',
  ),
  fc.constant(new Repeated(['*', 'a'])),
) // prettier-ignore
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('json')), { maxLength: 4 }).map((members) => Object.fromEntries(members) as Json),
  ),
}))

it('an entry has the marks that stand beside its differences, whatever its changes are', () => {
  fc.assert(
    fc.property(fc.option(json, { nil: undefined }), fc.option(json, { nil: undefined }), (before, after) => {
      const deed = { action: 'role_update', actor: { email: '' }, resource: { type: '' } }
      const bits = entryMarkBits({ ...deed, changes: { before, after } })
      expect(bits).toBe(shownBeside(asJson(before), asJson(after)))
    }),
    { numRuns: 3000 },
  )
})

it('is a self-grant when the giver is in the group that receives, or holds the role that gains permissions', () => {
  const marks = (...asked: Parameters<typeof stakeMarks>): string[] => stakeMarks(...asked).map(({ mark }) => mark)
  expect(marks('in-receiving-group', false)).toEqual(['self-grant'])
  expect(marks('holds-changed-role', true)).toEqual(['self-grant'])
  expect(marks('holds-changed-role', false)).toEqual([])
  expect(marks(null, true)).toEqual([])
})
