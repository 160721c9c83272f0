import { describe, expect, it } from 'vitest'
import { guessFields } from '@contract/import.ts'
import { cappedText, fieldGroups, shapeText, suggestedName } from './import-text.ts'

describe('What the page of an import says', () => {
  it('offers every field once', () => {
    expect(fieldGroups.flatMap(({ fields }) => fields).sort()).toEqual([...guessFields].sort())
  })

  it('tells a table by what stands between its columns, and a workbook without an encoding', () => {
    expect(shapeText({ kind: 'csv', separator: ';', encoding: 'windows-1252' })).toBe(
      'Table, separated by semicolon, Windows-1252 (Western European)',
    )
    expect(shapeText({ kind: 'xlsx', encoding: 'utf-8' })).toBe('Excel workbook')
    expect(shapeText({ kind: null, encoding: 'utf-8' })).toBe('Not recognised')
  })

  it('proposes the file’s name for a new tenant, without its ending, and never one that is taken', () => {
    expect(suggestedName(['/tmp/acme okta 2025.csv.gz'], 'Okta System Log', [])).toBe('acme okta 2025')
    expect(suggestedName(['a.csv', 'b.csv'], 'Okta System Log', ['Okta System Log'])).toBe('Okta System Log (2)')
    expect(suggestedName(['.csv'], 'Okta', [])).toBe('Okta')
  })

  it('says loudly how many rows a capped file has, and what to do', () => {
    expect(cappedText('okta.csv', 100_000)).toMatch(/okta\.csv has exactly 100,000 rows.*cut off.*Export shorter periods/)
  })
})
