import { field } from '@contract/filter.ts'
import { describe, expect, it } from 'vitest'
import { canonicalValue, fieldInfo, fields, findField, suggestField, validate } from './fields.ts'

describe('fields', () => {
  it('has every field of the contract once, and no name twice', () => {
    expect(fields.map((info) => info.field).sort()).toEqual([...field.options].sort())
    const names = fields.flatMap((info) => [info.field, ...info.aliases])
    expect(new Set(names).size).toBe(names.length)
  })

  it('has names that the query text can read as names', () => {
    for (const info of fields) for (const name of [info.field, ...info.aliases]) expect(`${name}:`).toMatch(/^[a-z][\w.-]*:$/)
  })

  it.each(fields.map((info) => [info.field, info] as const))('%s: examples and offered values are valid', (name, info) => {
    expect(info.examples.length).toBeGreaterThan(0)
    for (const example of info.examples) expect(validate(name, example.replaceAll('"', ''))).toBeNull()
    for (const { value } of info.values) expect(validate(name, value)).toBeNull()
  })

  it('finds names and aliases in any letter case', () => {
    expect(findField('Resource.Name')?.field).toBe('resource.name')
    expect(findField('EMAIL')?.field).toBe('actor')
    expect(findField('constructor')).toBeNull()
  })

  it('suggests what is near', () => {
    expect(suggestField('acton')).toBe('action')
    expect(suggestField('tagret')).toBe('target')
    expect(suggestField('perm')).toBe('permission')
    expect(suggestField('x')).toBeNull()
    expect(suggestField('zebra')).toBeNull()
    expect(suggestField('a'.repeat(5000))).toBeNull()
  })

  it('knows one spelling for choices and leaves other values alone', () => {
    expect(canonicalValue('status', 'SUCCESSFUL')).toBe('success')
    expect(canonicalValue('is', 'Late')).toBe('late')
    expect(canonicalValue('action', 'Role_Assign')).toBe('Role_Assign')
  })

  it('takes an empty value only in quotes and only where it means "none"', () => {
    expect(validate('actor', '')).not.toBeNull()
    expect(validate('actor', '', true)).toBeNull()
    expect(validate('raw', '', true)).not.toBeNull()
    expect(fieldInfo('status').optional).toBe(false)
  })
})
