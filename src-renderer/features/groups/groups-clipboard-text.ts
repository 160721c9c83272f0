import type { GroupField, GroupRow } from '@contract/groups.ts'
import { fullTime } from '../../composables/time-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'
import { groupFieldInfo } from './group-fields.ts'

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
  const lines = rows.map(({ key, count, failed, first, last, distinct: values }) => [
    ...key.map((value) => value ?? ''),
    String(count),
    String(failed),
    time(first),
    time(last),
    ...(distinct === null ? [] : [String(values ?? '')]),
  ])
  return tableText(titles, lines).text
}
