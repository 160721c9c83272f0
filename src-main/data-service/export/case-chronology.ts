import type { CaseNote } from '@contract/casework.ts'
import { chronology } from '@language/chronology.ts'
import { unknownTime } from '../../connector/times.ts'
import type { Job } from './job.ts'

/** Whether the notes of the case stand between the entries: these are in the order of time. */
export const isChronology = ({ request, keys }: Pick<Job, 'request' | 'keys'>): boolean =>
  (request.sort ?? 'time') === 'time' && keys.length > 0

/** The notes of the case by how many of the exported entries stand before them. */
export function notesBetween({ summary, store, keys, notes, request }: Job): ReadonlyMap<number, readonly CaseNote[]> {
  const found = new Map<number, CaseNote[]>()
  if (!summary.case || !isChronology({ request, keys })) return found
  const listed = [...keys].map((key) => {
    const at = store.columns.time[key] as number
    return { entryId: notes.get(key)?.entryId ?? '', at: at === unknownTime ? null : at }
  })
  let at = 0
  for (const item of chronology(listed, summary.case.notes, request.order))
    if (item.kind === 'entry') at++
    else found.set(at, [...(found.get(at) ?? []), item.note])
  return found
}
