import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectorDefinition } from '@contract/connector.ts'
import { guessFields, type FileColumn, type GuessField } from '@contract/import.ts'
import { statusWords } from '@language/status-words.ts'
import { definitionOf, fieldOf, mappingOf, neededFields, withField, withWord, type Mapping } from './mapping.ts'
import { listedForm, ownPattern, patternOf, saysZone, timeForms, withPattern } from './time-forms.ts'

const usual = Object.fromEntries((['success', 'failed'] as const).flatMap((is) => statusWords[is].map((word) => [word, is])))
const column = (name: string, field: GuessField | null = null, samples: string[] = []): FileColumn => ({
  name,
  at: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  samples,
  field,
  reason: '',
})
const table = [
  column('When', 'time'),
  column('What', 'action'),
  column('Who', 'actor.email'),
  column('Ended/how', 'status'),
  column('Ticket'),
]
const file = { title: 'Sign-ins 2025', kind: 'csv' as const, columns: table }
const made = (mapping: Mapping, of: Parameters<typeof definitionOf>[1] = file) => {
  const definition = definitionOf(mapping, of)
  if (typeof definition === 'string') throw new Error(definition)
  return definition
}

describe('The mapping of an unknown table', () => {
  it('begins with what was guessed', () => {
    const mapping = mappingOf(table, undefined)
    expect(mapping.columns).toEqual(
      new Map([
        ['time', 'When'],
        ['action', 'What'],
        ['actor.email', 'Who'],
        ['status', 'Ended/how'],
      ]),
    )
    expect(fieldOf(mapping, 'Ticket')).toBeNull()
  })

  it('becomes a definition that is recognised by the time and the action, and finds columns whose names hold a slash', () => {
    const definition = made(withWord(mappingOf(table, undefined), 'Verweigert', 'failed'))
    expect(definition.name).toBe('sign-ins-2025')
    expect(definition.files?.only).toBe(true)
    const [form] = definition.files?.forms ?? []
    expect(form?.recognise.all).toEqual(['When', 'What'])
    expect(form?.kinds).toContain('csv')
    expect(form?.entry?.status).toEqual([
      { text: { at: '/Ended~1how', numbers: true, lower: true }, map: { ...usual, verweigert: 'failed' } },
      { always: 'unknown' },
    ])
  })

  it('takes all that a row says for the id that it has not, what is read of it first', () => {
    const { id } = made(mappingOf(table, undefined)).entry
    expect(id).toEqual({ hash: ['/When', '/What', '/Who', '/Ended~1how', '/Ticket'] })
    expect(made(withField(mappingOf(table, undefined), 'Ticket', 'id')).entry.id).toEqual({ at: '/Ticket', numbers: true })
  })

  it('says what is missing instead of making a definition that reads nothing', () => {
    const mapping = mappingOf(table, undefined)
    expect(definitionOf(withField(mapping, 'When', null), file)).toMatch(/which column is the time/)
    expect(definitionOf(withField(mapping, 'What', null), file)).toMatch(/which column is the action/)
    expect(definitionOf({ ...mapping, columns: new Map() }, file)).toMatch(/the time and which is the action/)
  })

  it('says which pattern it does not understand', () => {
    expect(definitionOf({ ...mappingOf(table, undefined), time: { pattern: 'QQ', zone: 'UTC' } }, file)).toMatch(/QQ/)
  })

  it('reads before and after as JSON only where every sample is JSON', () => {
    const states = [...table, column('Old', 'changes.before', ['{"a":1}', '[2]']), column('New', 'changes.after', ['plain', '{}'])]
    const { changes } = made(mappingOf(states, undefined), { ...file, columns: states }).entry
    expect(changes).toEqual({ before: { at: '/Old', json: true }, after: '/New' })
  })

  it('can be opened again: what a definition says is what its mapping was', () => {
    const mapping = withWord(
      { ...mappingOf(table, undefined), time: { pattern: 'd.M.yyyy HH:mm', zone: 'Europe/Zurich' } },
      'OK',
      'success',
    )
    const again = mappingOf(table, made(mapping))
    expect(again.time).toEqual(mapping.time)
    expect(again.words).toEqual(mapping.words)
  })

  it('is a definition that the schema takes, whatever the columns are called and become, as long as there are a time and an action', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(names, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...guessFields, null))), (columns, moves) => {
        const all = columns.map((name) => column(name))
        let mapping = mappingOf(all, undefined)
        for (const [at, field] of moves) mapping = withField(mapping, columns[at % columns.length] ?? '', field)
        const definition = definitionOf(mapping, { title: 'A table', kind: 'csv', columns: all })
        const isWhole = neededFields.every((field) => mapping.columns.has(field))
        expect(typeof definition).toBe(isWhole ? 'object' : 'string')
        // A file that was saved is opened again.
        if (typeof definition === 'object') expect(connectorDefinition.parse(JSON.parse(JSON.stringify(definition)))).toEqual(definition)
        // No column is two things, and no field is read from two columns.
        expect(new Set(mapping.columns.values()).size).toBe(mapping.columns.size)
      }),
    )
  })
})

describe('The forms of a time', () => {
  it('are all ones that the schema takes', () => {
    for (const { form } of timeForms) {
      const zoned = typeof form === 'string' ? form : { ...form, zone: 'UTC' }
      expect(definitionOf({ ...mappingOf(table, undefined), time: zoned }, file)).toBeTypeOf('object')
    }
  })

  it('are found again in the list, and any other is a pattern of one’s own', () => {
    for (const { value, form } of timeForms) expect(listedForm(form)).toBe(value)
    expect(listedForm({ pattern: 'yyyyMMdd HH' })).toBe(ownPattern)
    expect(withPattern(patternOf({ pattern: ['yyyy-MM-dd', 'd.M.yyyy'] }))).toEqual({ pattern: ['yyyy-MM-dd', 'd.M.yyyy'] })
  })
})

it('A pattern says its zone where it has a letter for it that may not be missing', () => {
  expect(saysZone('yyyy-MM-dd HH:mm:ssX')).toBe(true)
  expect(saysZone("yyyy-MM-dd'T'HH:mm'Z'")).toBe(false)
  expect(saysZone('d.M.yyyy HH:mm[ z]')).toBe(false)
  expect(saysZone(['d.M.yyyy HH:mm z', 'd.M.yyyy HH:mm'])).toBe(false)
})
