import { exportFormats, formatNames, type ExportFormat } from '@contract/export-formats.ts'
import type { Direction } from '@contract/log.ts'
import { countText } from '../../composables/number-format.ts'

export const formatOptions = formatNames.map((value) => ({ value, label: exportFormats[value].label }))

/** What a format is for, and what is to be known before so many entries are written. */
export function formatNotes(
  format: ExportFormat,
  entries: number,
  order: Direction,
): readonly { readonly text: string; readonly warning: boolean }[] {
  const { note, most, slowBeyond } = exportFormats[format]
  const text = most === null ? note : `${note} It lists at most ${countText(most)} entries.`
  const warnings = [
    most !== null && entries > most
      ? `Only the ${order === 'desc' ? 'newest' : 'oldest'} ${countText(most)} of ${countText(entries)} will be listed, and the file says so. Counts and histogram are of all.`
      : null,
    slowBeyond && entries > slowBeyond.entries ? slowBeyond.advice : null,
  ]
  return [{ text, warning: false }, ...warnings.flatMap((each) => (each === null ? [] : [{ text: each, warning: true }]))]
}
