import { everything } from '@contract/filter.ts'
import type { Facet } from '@contract/log.ts'
import { toggleValue } from '@language/edit.ts'
import { facetInfo } from '@language/fields.ts'
import { describe, expect, it } from 'vitest'
import { facetGroup } from './facet-model.ts'

const actions: Facet = {
  field: 'action',
  values: Array.from({ length: 12 }, (_, at) => ({ value: `action_${at}`, count: 100 - at })),
  distinct: 40,
}

describe('a facet group', () => {
  it('shows the most frequent values and says how many more there are', () => {
    const group = facetGroup(actions, everything, false)
    expect(group.lines).toHaveLength(facetInfo('action').lines)
    expect(group.more).toBe(40 - facetInfo('action').lines)
    expect(facetGroup(actions, everything, true).more).toBe(28)
  })

  it('never hides what the filter says', () => {
    const filter = toggleValue(toggleValue(everything, 'action', 'action_11', 'include'), 'action', 'svc-*', 'exclude')
    const group = facetGroup(actions, filter, false)
    expect(group.lines.find(({ value }) => value === 'action_11')).toMatchObject({ state: 'included', count: 89 })
    expect(group.lines.at(-1)).toMatchObject({ value: 'svc-*', state: 'excluded', count: null })
  })

  it('has a star of a value as a star (issue 12.15)', () => {
    const starred: Facet = { field: 'actor', values: [{ value: 'a*b', count: 2 }, { value: 'axb', count: 1 }], distinct: 2 } // prettier-ignore
    const [line] = facetGroup(starred, everything, false).lines
    const filter = toggleValue(everything, 'actor', line?.value ?? '', 'include')
    expect(filter).toEqual({ kind: 'field', field: 'actor', value: 'a\\*b' })
    expect(facetGroup(starred, filter, false).lines).toMatchObject([
      { text: 'a*b', sent: 'a*b', state: 'included', count: 2 },
      { text: 'axb', sent: 'axb', state: 'off', count: 1 },
    ])
    // A pattern names nobody: there is no history of it, and nothing to copy.
    const pattern = toggleValue(everything, 'actor', 'a*', 'include')
    expect(facetGroup(starred, pattern, false).lines.at(-1)).toMatchObject({ value: 'a*', sent: null })
  })

  it('counts what the filter names beyond the listed, patterns too', () => {
    const filter = toggleValue(toggleValue(everything, 'action', 'rare', 'include'), 'action', 'svc-*', 'exclude')
    const group = facetGroup({ ...actions, chosen: [{ value: 'rare', count: 1 }, { value: 'svc-*', count: 7 }] }, filter, false) // prettier-ignore
    expect(group.lines.slice(-2)).toMatchObject([
      { value: 'rare', state: 'included', count: 1 },
      { value: 'svc-*', state: 'excluded', count: 7 },
    ])
  })

  it('knows a value whatever its letter case', () => {
    const filter = toggleValue(everything, 'action', 'ACTION_1', 'include')
    expect(facetGroup(actions, filter, false).lines.filter(({ state }) => state === 'included')).toHaveLength(1)
  })

  it('names states in words and an empty value as none', () => {
    const status: Facet = { field: 'status', values: [{ value: 'success', count: 2 }], distinct: 1 }
    expect(facetGroup(status, everything, false).lines[0]?.text).toBe('Successful')
    const ip: Facet = { field: 'ip', values: [{ value: '', count: 2 }], distinct: 1 }
    expect(facetGroup(ip, everything, false).lines[0]?.text).toBe('(none)')
  })
})
