import { describe, expect, it } from 'vitest'
import { bestMatches, matchScore } from './match.ts'

describe('bestMatches', () => {
  const commands = ['Go to Sync', 'Sync now', 'Show all keys', 'Resync history']
  const find = (typed: string): readonly string[] => bestMatches(typed, commands, (text) => text)

  it('keeps the order when nothing was typed', () => {
    expect(find('  ')).toEqual(commands)
  })
  it('puts beginnings before the middle of a sentence, and those before the middle of a word', () => {
    expect(find('sync')).toEqual(['Sync now', 'Go to Sync', 'Resync history'])
  })
  it('wants every word, in any order', () => {
    expect(find('keys show')).toEqual(['Show all keys'])
    expect(find('keys hide')).toEqual([])
  })
  it('takes what was typed as text, not as a pattern', () => {
    expect(matchScore('.*', 'Show all keys')).toBeNull()
  })
})
