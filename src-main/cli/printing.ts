import type { AuditEntry } from '@contract/entry.ts'
import type { CliPorts } from './ports.ts'

// What a terminal obeys or a reader cannot see; the log is hostile input.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const unseenOutsideAscii = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const units = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')

/** A text as one line that a terminal shows and does not obey. */
export const visible = (text: string): string => text.replace(unseen, units)

/** One line of JSON; characters that a terminal would obey are escaped, which changes no value. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value).replace(unseenOutsideAscii, units)}\n`

/** The same for an entry: its changes are JSON already. */
export function entryLine({ changes, ...entry }: AuditEntry): string {
  const sides = Object.entries(changes ?? {}).map(([side, text]) => `"${side}":${text}`)
  const text = JSON.stringify(entry)
  return `${(changes ? `${text.slice(0, -1)},"changes":{${sides.join(',')}}}` : text).replace(unseenOutsideAscii, units)}\n`
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
