import type { caseworkApi } from '@contract/casework.ts'
import type { denialApi } from '@contract/denied.ts'
import type { peopleApi } from '@contract/people.ts'
import { wholeMs } from '../../connector/times.ts'
import { parse } from '@language/parse.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import { chosenKeys } from '../query/chosen-keys.ts'
import type { QueryEngine } from '../query/engine.ts'
import { rowOf } from '../query/rows.ts'
import { shownCopy } from '../whole-entries.ts'
import type { FrozenEntry } from './bookmarks.ts'
import { caseHistory } from './case-history.ts'
import type { Casework } from './casework.ts'
import type { CachedBookmarks } from './cached-bookmarks.ts'

/** What is asked here of a tenant that is open. */
interface NotedTenant {
  readonly casework: Casework
  readonly bookmarkKeys: CachedBookmarks
  readonly store: CacheStore
  readonly engine: QueryEngine
}

/** What a person does with a tenant's casework. `open` fails with `not-found` for a tenant that is not open. */
export function caseworkHandlers(
  open: (tenant: string) => NotedTenant,
  now: () => number,
): HandlersOf<keyof typeof caseworkApi | keyof typeof peopleApi | keyof typeof denialApi> {
  return {
    'casework.overview': ({ tenant }) => {
      const { casework } = open(tenant)
      const bookmarks = [...casework.bookmarks.all().values()]
      const cases = casework.cases.all()
      const tags = new Map<string, number>()
      for (const tag of bookmarks.flatMap((each) => each.tags)) tags.set(tag, (tags.get(tag) ?? 0) + 1)
      const inCase = (id: number): number => bookmarks.filter((each) => each.case === id).length
      return {
        bookmarks: bookmarks.length,
        uncased: bookmarks.filter((each) => !cases.some(({ id }) => id === each.case)).length,
        cases: cases.map((each) => ({ ...each, bookmarks: inCase(each.id) })),
        tags: [...tags].sort(([a], [b]) => a.localeCompare(b)).map(([tag, count]) => ({ tag, bookmarks: count })),
        views: casework.views.all(),
        recovery: casework.store.recovery,
        unbacked: casework.store.unbacked,
      }
    },
    'casework.acknowledge': ({ tenant }) => {
      open(tenant).casework.store.acknowledge()
    },
    'casework.backups': ({ tenant }) => open(tenant).casework.store.backups(),
    'casework.restore': ({ tenant, name }) => {
      const { casework } = open(tenant)
      casework.store.restore(name)
      return { bookmarks: casework.bookmarks.all().size }
    },

    'people.list': ({ tenant }) => open(tenant).casework.people.all(),
    'people.add': ({ tenant, content }) => open(tenant).casework.people.add(content),
    'people.change': ({ tenant, id, content }) => open(tenant).casework.people.change(id, content),
    'people.remove': ({ tenant, id }) => {
      open(tenant).casework.people.setRemoved(id, true)
    },
    'people.restore': ({ tenant, id }) => {
      open(tenant).casework.people.setRemoved(id, false)
    },

    'denial.review': ({ tenant, lines, decision, note }) => open(tenant).casework.denials.review(lines, decision, note),
    'denial.undo': ({ tenant, edit }) => open(tenant).casework.denials.undo(edit),

    'bookmark.add': async ({ tenant, entries, change }, signal) => {
      const noted = open(tenant)
      const keys = await chosenKeys(noted, entries, bookmarking, signal)
      return noted.casework.bookmarks.add(
        keys.map((key) => frozen(noted, key)),
        change,
      )
    },
    'bookmark.change': ({ tenant, ids, change }) => open(tenant).casework.bookmarks.change(ids, change),
    'bookmark.undo': ({ tenant, edit }) => open(tenant).casework.bookmarks.undo(edit),
    'bookmark.remove': ({ tenant, ids }) => {
      open(tenant).casework.bookmarks.setRemoved(ids, true)
    },
    'bookmark.restore': ({ tenant, ids }) => {
      open(tenant).casework.bookmarks.setRemoved(ids, false)
    },
    'bookmark.list': ({ tenant, offset, limit, ...request }) => {
      const { casework, bookmarkKeys, store } = open(tenant)
      const found = casework.search(request)
      const bookmarks = found.slice(offset, offset + limit).map((each) => {
        const key = bookmarkKeys.keyOf(each.id)
        const cached = key === null ? 'absent' : store.recordedHash(key) === each.sha256 ? 'same' : 'differs'
        return { ...each, key, cached } as const
      })
      return { total: found.length, bookmarks }
    },
    'bookmark.order': ({ tenant, ...request }) =>
      open(tenant)
        .casework.search(request)
        .map(({ id, entryId, row }) => ({ id, entryId, at: row.occurredAt })),
    'bookmark.ofEntry': ({ tenant, key }) => {
      const { casework, bookmarkKeys } = open(tenant)
      const id = bookmarkKeys.idOf(key)
      return (id === null ? null : casework.bookmarks.all().get(id)) ?? null
    },
    'bookmark.entry': ({ tenant, id }) => {
      const { casework, store } = open(tenant)
      const { raw, sha256, intact, entryId } = casework.bookmarks.raw(id)
      const connector = store.sources.named(casework.bookmarks.all().get(id)?.row.source)
      const mapped = connector.mapItem(raw.toString('utf8'), { id: () => entryId })
      return { ...shownCopy(connector, mapped, raw, sha256.toString('hex')), intact }
    },
    'bookmark.history': ({ tenant, id }) => open(tenant).casework.bookmarks.history(id),
    'bookmark.places': ({ tenant }) => {
      const { bookmarkKeys, store } = open(tenant)
      return [...bookmarkKeys.bookmarked]
        .flatMap((key) => {
          const at = wholeMs(store.columns.time[key] as number)
          return at === null ? [] : [{ key, at }]
        })
        .sort((a, b) => a.at - b.at || a.key - b.key)
    },

    'case.add': ({ tenant, content }) => open(tenant).casework.cases.add(content),
    'case.change': ({ tenant, id, change }) => open(tenant).casework.cases.change(id, change),
    'case.remove': ({ tenant, id }) => {
      open(tenant).casework.cases.setRemoved(id, true)
    },
    'case.restore': ({ tenant, id }) => {
      open(tenant).casework.cases.setRemoved(id, false)
    },
    'case.entries': ({ tenant, id, entryIds }) => {
      const wanted = new Set(entryIds)
      return [...open(tenant).casework.bookmarks.all().values()].filter((each) => each.case === id && wanted.has(each.entryId))
    },
    'case.history': ({ tenant, id, before }) => caseHistory(open(tenant).casework.store, id, before),
    'case.notes': ({ tenant, id }) => open(tenant).casework.notes.of(id),
    'case.addNote': ({ tenant, id, note }) => open(tenant).casework.notes.add(id, note),
    'case.changeNote': ({ tenant, note, text }) => {
      open(tenant).casework.notes.change(note, text)
    },
    'case.removeNote': ({ tenant, note }) => {
      open(tenant).casework.notes.setRemoved(note, true)
    },
    'case.restoreNote': ({ tenant, note }) => {
      open(tenant).casework.notes.setRemoved(note, false)
    },

    'view.add': ({ tenant, views }) => open(tenant).casework.views.add(views),
    'view.change': ({ tenant, id, content }) => open(tenant).casework.views.change(id, content),
    'view.arrange': ({ tenant, ids }) => {
      open(tenant).casework.views.arrange(ids)
    },
    'view.remove': ({ tenant, id }) => {
      open(tenant).casework.views.setRemoved(id, true)
    },
    'view.restore': ({ tenant, id }) => {
      open(tenant).casework.views.setRemoved(id, false)
    },
    'view.counts': async ({ tenant, views }, signal) => {
      const { casework, engine } = open(tenant)
      const kept = new Map(casework.views.all().map((view) => [view.id, view]))
      const counts: { id: number; count: number | null }[] = []
      for (const { id, zone } of views) {
        const parsed = parse(kept.get(id)?.query ?? '')
        const known = kept.has(id) && parsed.ok
        counts.push({ id, count: known ? await engine.count({ filter: parsed.filter, zone }, now(), signal) : null })
      }
      return counts
    },
  }
}

function frozen({ store, bookmarkKeys }: NotedTenant, entry: number): FrozenEntry {
  const { key: _, flags: __, note: ___, tags: ____, lateBy: _____, marks: ______, ...row } = rowOf(store, entry, bookmarkKeys)
  return { entryId: store.entry(entry).id, raw: store.rawEntry(entry).raw, row }
}

const bookmarking = {
  done: 'bookmarked',
  instead: 'Narrow the filter or select fewer rows. A saved view keeps a whole result without copying it.',
}
