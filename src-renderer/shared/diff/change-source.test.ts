import { describe, expect, it } from 'vitest'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { exactText, memberOf } from '@contract/exact-json.ts'
import { changeSource } from './change-source.ts'
import { diffValues } from './diff-model.ts'
import { Numeral } from '../json/json-value.ts'

const entryOf = (raw: string) => {
  const changes = memberOf(parseExactly(raw), 'changes')
  return { raw, changes: { before: exactText(memberOf(changes, 'before') ?? null), after: exactText(memberOf(changes, 'after') ?? null) } }
}

describe('the source of a change', () => {
  it('is the raw text where that holds the value', () => {
    const source = changeSource(entryOf('{"changes":{"before":{"b":1.0,"a":2},"after":null}}'))
    expect(source?.before.text()).toBe('{"b":1.0,"a":2}')
    expect(source?.after.text()).toBeNull()
  })

  it('is the value where the raw text says it elsewhere', () => {
    const source = changeSource({ raw: '{"old":{"a":1}}', changes: { before: '{"a":1}' } })
    expect(source?.before.text()).toBe('{"a":1}')
    expect(source?.after.text()).toBeNull()
  })

  it('keeps numbers apart that JavaScript would round to the same', () => {
    const source = changeSource(entryOf('{"changes":{"before":{"n":9007199254740993},"after":{"n":9007199254740992}}}'))
    expect(source?.before.value).toEqual({ n: new Numeral('9007199254740993') })
    expect(diffValues(source?.before.value, source?.after.value).kind).toBe('changed')
  })

  it('is nothing when the entry changed nothing', () => {
    expect(changeSource({ raw: '{}' })).toBeNull()
  })
})
