import { chordLabel, type KeyCommand } from '../../composables/use-keys.ts'

/** Commands that one line of the sheet of keys stands for: they do the same, in different places. */
export interface KeyLine {
  readonly description: string
  readonly chords: readonly string[]
  readonly commands: readonly KeyCommand[]
}

/** By group; commands that do the same by different keys are one line. */
export function keyLines(
  commands: readonly KeyCommand[],
  isListed: (command: KeyCommand) => boolean,
): ReadonlyMap<string, readonly KeyLine[]> {
  const byGroup = new Map<string, Map<string, KeyLine>>()
  for (const command of commands) {
    if (!isListed(command)) continue
    const lines = byGroup.get(command.group) ?? new Map<string, KeyLine>()
    const known = lines.get(command.description)
    lines.set(command.description, {
      description: command.description,
      chords: [...new Set([...(known?.chords ?? []), ...command.keys])],
      commands: [...(known?.commands ?? []), command],
    })
    byGroup.set(command.group, lines)
  }
  return new Map([...byGroup].map(([group, lines]) => [group, [...lines.values()]]))
}

/** Keys without which a window cannot be left or walked. */
const reserved: ReadonlySet<string> = new Set(['Escape', 'Tab', 'Shift+Tab', 'Enter'])

/** Why a line cannot have this key, in a sentence; null: it can. */
export function refusal(chord: string, line: KeyLine, commands: readonly KeyCommand[]): string | null {
  const name = chordLabel(chord).join('+')
  if (reserved.has(chord)) return `${name} keeps its meaning.`
  const other = commands.find((command) => command.keys.includes(chord) && !line.commands.some(({ id }) => id === command.id))
  return other ? `${name} already does “${other.description}”.` : null
}

type Chosen = Readonly<Record<string, readonly string[]>>

/** A line has this key and no other. Where several commands make up the line, the first has it: it is the one that has a single key. */
export function withKey(chosen: Chosen, { commands }: KeyLine, chord: string): Record<string, string[]> {
  const [first] = commands
  return { ...copied(chosen), ...(first && { [first.id]: [chord] }) }
}

export function withoutChoice(chosen: Chosen, { commands }: KeyLine): Record<string, string[]> {
  const ids = new Set(commands.map(({ id }) => id))
  return Object.fromEntries(Object.entries(copied(chosen)).filter(([id]) => !ids.has(id)))
}

export const isChosen = (chosen: Chosen, { commands }: KeyLine): boolean => commands.some(({ id }) => Object.hasOwn(chosen, id))

const copied = (chosen: Chosen): Record<string, string[]> => Object.fromEntries(Object.entries(chosen).map(([id, keys]) => [id, [...keys]]))
