import { expect, it } from 'vitest'
import { causeText, clipboardText, pathText } from './access-text.ts'

it('a path names the groups from the user outwards', () => {
  expect(pathText([])).toBe('direct')
  expect(pathText(['Support'])).toBe('through Support')
  expect(pathText(['Support', 'Europe', 'Everybody'])).toBe('through Support (in Europe (in Everybody))')
})

it('a cause says which way it went', () => {
  expect(causeText({ change: 'lost', cause: 'membership' })).toBe('left the group')
  expect(causeText({ change: 'gained', cause: 'group_assignment' })).toBe('the group was given the role')
})

it('a copied line is one row in which nothing runs as a formula', () => {
  const line = {
    user: '=cmd|1@acme.test', role: 'Owner\tof all', roleId: 'r1', path: [], pathIds: [], since: 0, until: null, endedBy: null, grantedBy: null, entry: 'e1', key: 1, privileged: true, doubts: [],
  } // prettier-ignore
  const [, row = ''] = clipboardText(line, 'UTC').text.split('\n')
  expect(row.startsWith("'=cmd")).toBe(true)
  expect(row.split('\t')).toHaveLength(9)
  expect(row).toContain('privileged')
})
