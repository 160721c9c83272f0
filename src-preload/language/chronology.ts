/** Where a note between entries stands: after an entry, by the tenant's id, and where that is not there, by a time (ms; null: at the end). */
export interface NotePlace {
  readonly after: string | null
  readonly at: number | null
}

export type ChronologyItem<E, N> = { readonly kind: 'entry'; readonly entry: E } | { readonly kind: 'note'; readonly note: N }

/**
 * Entries in the order of time, either way (null, an unknown time, last in both), with the notes between them. Notes are given in the order in
 * which they were written; newest first, all of it is turned around.
 * A note follows its entry as long as that is among them. Else it stands by its time, after every entry that happened no later: so no note
 * is lost, nor moves, when entries come or go.
 */
export function chronology<E extends { readonly entryId: string; readonly at: number | null }, N extends NotePlace>(
  entries: readonly E[],
  notes: readonly N[],
  order: 'asc' | 'desc' = 'asc',
): ChronologyItem<E, N>[] {
  if (order === 'desc') return turned(chronology(oldestFirst(entries), notes))
  const there = new Set(entries.map(({ entryId }) => entryId))
  const following = new Map<string, N[]>()
  const byTime: N[] = []
  for (const note of notes) {
    if (note.after === null || !there.has(note.after)) byTime.push(note)
    else following.set(note.after, [...(following.get(note.after) ?? []), note])
  }
  // In a stable sort those of one time stay in the order in which they were written.
  byTime.sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0)
  const items: ChronologyItem<E, N>[] = []
  const say = (note: N): void => void items.push({ kind: 'note', note })
  let next = 0
  for (const entry of entries) {
    for (let note = byTime[next]; note && (note.at ?? Infinity) < (entry.at ?? Infinity); note = byTime[++next]) say(note)
    items.push({ kind: 'entry', entry })
    for (const note of following.get(entry.entryId) ?? []) say(note)
  }
  byTime.slice(next).forEach(say)
  return items
}

function oldestFirst<E extends { readonly at: number | null }>(entries: readonly E[]): E[] {
  const [dated, undated] = [entries.filter(({ at }) => at !== null), entries.filter(({ at }) => at === null)]
  return [...dated.reverse(), ...undated]
}

/** What has no time stays last. */
function turned<E extends { readonly at: number | null }, N>(items: readonly ChronologyItem<E, N>[]): ChronologyItem<E, N>[] {
  const undated = items.findIndex((item) => item.kind === 'entry' && item.entry.at === null)
  const end = undated < 0 ? items.length : undated
  return [...items.slice(0, end).reverse(), ...items.slice(end)]
}
