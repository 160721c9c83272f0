import type { GroupField, GroupRow } from '@contract/groups.ts'
import { fullTime } from '../../composables/time-format.ts'
import { groupFieldInfo } from './group-fields.ts'

/** A cell of a tab-separated table: what would end it, or begin a formula in a spreadsheet, is taken out of its way. */
const cell = (text: string): string => {
  const one = text.replace(/[\t\r\n]+/g, ' ')
  return /^[=+\-@]/.test(one) ? `'${one}` : one
}

/** Groups as tab-separated lines under a line of titles. */
export function groupsClipboardText(
  by: readonly GroupField[],
  rows: readonly GroupRow[],
  distinct: GroupField | null,
  zone: string,
): string {
  const different = distinct === null ? [] : [`Different: ${groupFieldInfo[distinct].label}`]
  const titles = [...by.map((field) => groupFieldInfo[field].label), 'Entries', 'Failed', 'First', 'Last', ...different]
  const time = (ms: number | null): string => (ms === null ? '' : fullTime(ms, zone))
  const lines = rows.map(({ key, count, failed, first, last, distinct: values }) =>
    [...key.map((value) => cell(value ?? '')), count, failed, time(first), time(last), ...(distinct === null ? [] : [values ?? ''])].join(
      '\t',
    ),
  )
  return `${[titles.join('\t'), ...lines].join('\n')}\n`
}
