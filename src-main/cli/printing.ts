import type { AuditEntry } from '@contract/entry.ts'
import { replaceInvisible } from '@language/invisible.ts'
import type { CliPorts } from './ports.ts'

const units = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')

/** JSON escapes the first controls itself; those between its values are its own. */
const unitsInJson = (character: string): string => (character < ' ' ? character : units(character))

/** A text as one line that a terminal shows and does not obey. */
export const visible = (text: string): string => replaceInvisible(text, units)

/** One line of JSON; characters that a terminal would obey are escaped, which changes no value. */
export const jsonLine = (value: unknown): string => `${replaceInvisible(JSON.stringify(value), unitsInJson)}\n`

/** The same for an entry: its changes are JSON already. */
export function entryLine({ changes, ...entry }: AuditEntry): string {
  const sides = Object.entries(changes ?? {}).map(([side, text]) => `"${side}":${text}`)
  const text = JSON.stringify(entry)
  return `${replaceInvisible(changes ? `${text.slice(0, -1)},"changes":{${sides.join(',')}}}` : text, unitsInJson)}\n`
}

const barWidth = 24

/** A line that is drawn over itself; nothing where standard error is no terminal. */
export class ProgressBar {
  private drawn = false

  constructor(private readonly ports: Pick<CliPorts, 'err' | 'terminal'>) {}

  /** `share` from 0 to 1; null when the end is not known. */
  draw(share: number | null, words: string): void {
    if (!this.ports.terminal) return
    const full = Math.round((share ?? 0) * barWidth)
    const bar =
      share === null ? '' : `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${String(Math.floor(share * 100)).padStart(3)} %  `
    this.ports.err(`\r\u001B[K${bar}${words}`)
    this.drawn = true
  }

  clear(): void {
    if (this.drawn) this.ports.err('\r\u001B[K')
    this.drawn = false
  }
}
