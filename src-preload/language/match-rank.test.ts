import { describe, expect, it } from 'vitest'
import { matchRank } from './match-rank.ts'

describe('matchRank', () => {
  it.each([
    ['al', 'Alice@acme.test', 0],
    ['acme', 'alice@acme.test', 1],
    ['assign', 'role_assign', 1],
    ['ice', 'alice@acme.test', 2],
    // Inside first, then at the beginning of a word.
    ['re', 'core review', 1],
    ['é', 'André', 2],
    ['bob', 'alice@acme.test', -1],
    ['', 'anything', 0],
    ['STRASSE', 'straße 1', 0],
  ])('%s in %s is %i', (part, value, rank) => {
    expect(matchRank(part)(value)).toBe(rank)
  })
})
