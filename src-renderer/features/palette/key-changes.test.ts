import { describe, expect, it } from 'vitest'
import type { KeyCommand } from '../../composables/use-keys.ts'
import { isChosen, keyLines, refusal, withKey, withoutChoice, type KeyLine } from './key-changes.ts'

const command = (id: string, keys: readonly string[], description = id): KeyCommand => ({
  id,
  keys,
  description,
  group: 'Log',
  run: () => undefined,
})
const commands = [
  command('walk-down', ['j'], 'Next entry'),
  command('arrow-down', ['ArrowDown'], 'Next entry'),
  command('export', ['e', 'Mod+e']),
]
const lines = keyLines(commands, () => true).get('Log') as readonly KeyLine[]
const [next, exporting] = lines as [KeyLine, KeyLine]

describe('changing keys', () => {
  it('has one line for commands that do the same', () => {
    expect(lines.map(({ description, chords }) => [description, chords])).toEqual([
      ['Next entry', ['j', 'ArrowDown']],
      ['export', ['e', 'Mod+e']],
    ])
  })

  it('refuses what another command has, and what every window needs', () => {
    expect(refusal('e', next, commands)).toBe('E already does “export”.')
    expect(refusal('ArrowDown', next, commands)).toBeNull()
    expect(refusal('Escape', exporting, commands)).toBe('Esc keeps its meaning.')
    expect(refusal('Mod+m', exporting, commands)).toBeNull()
  })

  it('puts a key in the place of a command’s own, and takes the choice back', () => {
    const chosen = withKey({ other: ['x'] }, next, 's')
    expect(chosen).toEqual({ other: ['x'], 'walk-down': ['s'] })
    expect([isChosen(chosen, next), isChosen(chosen, exporting)]).toEqual([true, false])
    expect(withoutChoice(chosen, next)).toEqual({ other: ['x'] })
  })
})
