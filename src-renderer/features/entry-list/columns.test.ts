import { columnIds } from '@contract/setting-names.ts'
import { describe, expect, it } from 'vitest'
import { gridColumn, gridColumns } from './columns.ts'

describe('columns', () => {
  it('has one for every id of the contract', () => {
    expect([...gridColumns].sort()).toEqual([...columnIds].sort())
    for (const id of columnIds) expect(gridColumn(id).title).not.toBe('')
  })
})
