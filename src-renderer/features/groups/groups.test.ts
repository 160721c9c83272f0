import { describe, expect, it } from 'vitest'
import { filterValue, groupText } from './group-fields.ts'
import { groupsClipboardText } from './groups-clipboard-text.ts'

describe('groups', () => {
  it('are asked for by a filter where one can', () => {
    expect(filterValue('actor', 'ann@acme.test')).toEqual({ field: 'actor', value: 'ann@acme.test' })
    expect(filterValue('network', '10.0.0.0/24')).toEqual({ field: 'ip', value: '10.0.0.0/24' })
    expect(filterValue('day', '2026-01-31')).toEqual({ field: 'on', value: '2026-01-31' })
    expect(filterValue('ip', null)).toEqual({ field: 'ip', value: '' })
    expect([filterValue('permission', null), filterValue('agent.family', 'curl')]).toEqual([null, null])
  })

  it('read as a person says them', () => {
    expect([groupText('hour', '23'), groupText('weekday', 'monday'), groupText('actor', null)]).toEqual(['23:00–00:00', 'Monday', 'none'])
  })

  it('are copied as a table in which no value is a formula or another cell', () => {
    const row = { key: ['=cmd|1\tx', null], count: 3, failed: 1, first: 0, last: null, distinct: 2 }
    expect(groupsClipboardText(['actor', 'permission'], [row], 'ip', 'UTC').split('\n')).toEqual([
      'User\tPermission\tEntries\tFailed\tFirst\tLast\tDifferent: IP address',
      "'=cmd|1␉x\t\t3\t1\t1 January 1970, 00:00:00.000 UTC\t\t2",
      '',
    ])
  })
})
