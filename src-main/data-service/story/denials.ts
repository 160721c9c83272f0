import type { StoryAnswer, StoryDenial } from '@contract/story.ts'
import type { CacheStore } from '../cache/store.ts'
import { deniedChecks, type ListedDenials } from '../state/denied.ts'
import type { Organisation } from '../state/organisation.ts'
import type { StoryEntries } from './entries.ts'

const most = 50
const piece = 4096

/** Denied checks among the entries of a story, by user and permission. Keys stand in for ids, so that no text is read. */
export function* denialsIn(store: CacheStore, entries: StoryEntries, played: Organisation): Generator<void, StoryAnswer['denials']> {
  const own = yield* checksAmong(store, entries)
  if (own.size === 0) return { entries: 0, total: 0, lines: [] }
  yield
  const { total, lines } = yield* deniedChecks(played, store, { from: null, to: null, isAsked: (key) => own.has(key) }, [])
  const found: StoryDenial[] = []
  for (let at = 0; at < Math.min(most, total); at++) {
    yield
    found.push(...lines(at, at + 1, String).map(denialOf))
  }
  return { entries: own.size, total, lines: found }
}

type Line = ReturnType<ListedDenials['lines']>[number]

function denialOf({
  user,
  permission,
  count,
  first,
  last,
  everHeld,
  rolesWithIt,
  cause,
  allowedCount,
  lostRole,
  ...line
}: Line): StoryDenial {
  const keyOf = (id: string | null): number | null => (id === null ? null : Number(id))
  const told = { user, permission, count, first, last, everHeld, rolesWithIt, cause, allowedCount, lostRole }
  return { ...told, grantedAfter: keyOf(line.grantedAfter), takenBy: keyOf(line.takenBy) }
}

/** Keys of the denied checks. */
function* checksAmong({ columns, dictionaries }: CacheStore, { keys }: StoryEntries): Generator<void, Set<number>> {
  const checks = dictionaries.action.table(([action]) => action === 'permission_check')
  const found = new Set<number>()
  for (let index = 0; index < keys.length; index++) {
    if (index % piece === piece - 1) yield
    const key = keys[index] as number
    if (checks[columns.ids.action[key] as number] === 1 && columns.statusOf(key) === 'failed') found.add(key)
  }
  return found
}
