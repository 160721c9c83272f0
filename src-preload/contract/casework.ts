import { z } from 'zod'
import { auditEntry, cutOf, entryKey, entryRow } from './entry.ts'
import { appError } from './error-schemas.ts'
import { rowOrder } from './order.ts'
import { columnId, zoneChoice } from './settings.ts'
import { tenantId } from './tenant.ts'

/** Entries that may be bookmarked, changed or removed at once. */
export const mostAtOnce = 10_000

const id = z.number().int().positive()
const ids = z.array(id).min(1).max(mostAtOnce)
const order = z.enum(['desc', 'asc'])
const ofTenant = z.object({ tenant: tenantId })
const nothing = z.undefined()

/** Made and last changed by whom (name of the operating system's user) and when (this machine's clock, ms since the epoch). */
const authored = { author: z.string(), createdAt: z.number(), changedAt: z.number() }

/** A label; letter case does not tell two apart. */
export const tag = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}]+$/u, 'A tag must not hold invisible characters.')
const note = z.string().max(100_000)
const tags = z.array(tag).max(50)

export const caseStatus = z.enum(['open', 'review', 'closed'])
export type CaseStatus = z.infer<typeof caseStatus>
export const caseContent = z.object({
  title: z.string().trim().min(1, 'A case needs a title.').max(200),
  /** Markdown as typed; it may embed entries (`note-markdown.ts` of the language). */
  summary: note,
  status: caseStatus,
})
export type CaseContent = z.infer<typeof caseContent>
/** What is left out stays: a summary that is still being typed and a state that is chosen meanwhile do not undo each other. */
export const caseChange = caseContent.partial()
export type CaseChange = z.infer<typeof caseChange>
/** `statusAt`: since when it is in this state; null where that was not kept. */
export const caseFile = caseContent.extend({ id, statusAt: z.number().nullable(), ...authored })
export type CaseFile = z.infer<typeof caseFile>

/** Where a note between the entries of a case stands (`chronology.ts` of the language). */
const notePlace = {
  /** The tenant's id of the entry that it follows as long as the case has it; null: it stands by its time alone. */
  after: z.string().max(65_536).nullable(),
  /** Without that entry: after every entry that happened no later, ms since the epoch; null: after all of them. */
  at: z.number().int().nullable(),
}
/** A note between the entries of a case. */
export const caseNote = z.object({ id, case: id, ...notePlace, text: note, ...authored })
export type CaseNote = z.infer<typeof caseNote>

/** What a case, or a note between its entries, was or became by an edit. */
const caseState = z.object({ title: z.string().optional(), status: caseStatus.optional(), text: z.string(), removed: z.boolean() })
/** An edit of a case (`note` null: `text` is its summary) or of a note between its entries; `before` null: it was made. `line` is its number in the history. */
export const caseEdit = z.object({
  line: id,
  at: z.number(),
  author: z.string(),
  note: id.nullable(),
  before: caseState.nullable(),
  after: caseState,
})
export type CaseEdit = z.infer<typeof caseEdit>

/** What the grid shows of an entry, as it was read when it was bookmarked. */
export const frozenRow = entryRow.omit({ key: true, flags: true, note: true, tags: true, lateBy: true, marks: true, reason: true })
export type FrozenRow = z.infer<typeof frozenRow>

/** An entry a person marked, frozen with its raw text: it outlives the cache and the tenant's retention. */
export const bookmark = z.object({
  id,
  /** The tenant's id of the entry. */
  entryId: z.string(),
  row: frozenRow,
  /** Lower-case hex SHA-256 of the frozen raw text. */
  sha256: z.string(),
  /** Markdown as typed. */
  note: z.string(),
  tags: z.array(z.string()),
  case: id.nullable(),
  ...authored,
})
export type Bookmark = z.infer<typeof bookmark>

/** A bookmark beside what the cache holds for its entry now: nothing, the same text, or another one. */
export const listedBookmark = bookmark.extend({ key: entryKey.nullable(), cached: z.enum(['absent', 'same', 'differs']) })
export type ListedBookmark = z.infer<typeof listedBookmark>

/** What a person can change of a bookmark; what is left out stays. `addTags` adds to those there are, `removeTags` takes away, `tags` replaces them. */
export const bookmarkChange = z.object({
  note: note.optional(),
  tags: tags.optional(),
  addTags: tags.optional(),
  removeTags: tags.optional(),
  case: id.nullable().optional(),
})
export type BookmarkChange = z.infer<typeof bookmarkChange>

const bookmarkState = z.object({ note: z.string(), tags: z.array(z.string()), case: id.nullable(), removed: z.boolean() })
export type BookmarkState = z.infer<typeof bookmarkState>
export const bookmarkEdit = z.object({ at: z.number(), author: z.string(), before: bookmarkState.nullable(), after: bookmarkState })
export type BookmarkEdit = z.infer<typeof bookmarkEdit>

/** The lines of history that one edit wrote, and when: what it takes to take it back. */
export const editSpan = z.object({ first: id, last: id, at: z.number() })
export type EditSpan = z.infer<typeof editSpan>

/** Entries by key, or rows `[from, to)` of a result. */
export const chosenEntries = z.union([
  z.object({ keys: z.array(entryKey).min(1).max(mostAtOnce) }),
  z.object({
    result: z.number().int(),
    ...rowOrder.shape,
    rows: z.array(z.object({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() })).min(1),
  }),
])
export type ChosenEntries = z.infer<typeof chosenEntries>

export const bookmarkListRequest = ofTenant.extend({
  /** Part of the note, a tag, the case's title or what the row shows; empty for all. */
  text: z.string().max(500),
  /** A case, or null for those in none; left out for all. */
  case: id.nullable().optional(),
  tag: z.string().optional(),
  sort: z.enum(['occurred', 'created', 'changed']),
  order,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
})
export type BookmarkListRequest = z.infer<typeof bookmarkListRequest>

/** Of a bookmark in a list: `at` in ms, null where its time is unknown. */
export const listedPlace = z.object({ id, entryId: z.string(), at: z.number().nullable() })
export type ListedPlace = z.infer<typeof listedPlace>

/** A view by name: everything it takes to see it again, nothing that is local to one cache. */
export const viewContent = z.object({
  name: z.string().trim().min(1, 'A view needs a name.').max(100),
  query: z.string().max(16_384),
  ...rowOrder.shape,
  zone: zoneChoice,
  columns: z.array(columnId).min(1),
  /** Shown in the rail. */
  pinned: z.boolean(),
})
export type ViewContent = z.infer<typeof viewContent>
export const savedView = viewContent.extend({ id, ...authored })
export type SavedView = z.infer<typeof savedView>

/** The file that views are exported to: one member a line, in a fixed order, so that two of them can be compared. */
export const viewFile = z.object({ format: z.literal('iam-audit-desk-views'), version: z.literal(1), views: z.array(viewContent).max(500) })

export const backup = z.object({
  name: z.string().regex(/^casework-\d{8}T\d{6}Z-(daily|migration|restore)\.db$/),
  at: z.number(),
  reason: z.enum(['daily', 'migration', 'restore']),
  bytes: z.number(),
})
export type Backup = z.infer<typeof backup>

/** What came back after casework was found damaged. */
export const recovery = z.object({
  at: z.number(),
  /** Where the damaged file was moved; null when it was missing or empty. */
  aside: z.string().nullable(),
  backup: z.string().nullable(),
  /** Bookmarks there are now, and how many of them are not in the backup or newer than there. */
  bookmarks: z.number(),
  salvaged: z.number(),
})
export type Recovery = z.infer<typeof recovery>

/** A tenant's casework at a glance. */
export const overview = z.object({
  bookmarks: z.number(),
  uncased: z.number(),
  cases: z.array(caseFile.extend({ bookmarks: z.number() })),
  tags: z.array(z.object({ tag: z.string(), bookmarks: z.number() })),
  views: z.array(savedView),
  /** Until it is acknowledged. */
  recovery: recovery.nullable(),
  /** The last backup failed; null once one has not. */
  unbacked: z.object({ at: z.number(), error: appError }).nullable(),
})
export type Overview = z.infer<typeof overview>

/** What the window may ask of a tenant's casework. Every edit is on the disk when it is answered. */
export const caseworkApi = {
  'casework.overview': { params: ofTenant, result: overview },
  'casework.acknowledge': { params: ofTenant, result: nothing },
  'casework.backups': { params: ofTenant, result: z.array(backup) },
  /** Goes back to a backup; what there is now becomes a backup first. */
  'casework.restore': { params: ofTenant.extend({ name: backup.shape.name }), result: z.object({ bookmarks: z.number() }) },

  /** Freezes entries and applies a change to those that are new. Answers with the ids of the new ones, and how many there were already. */
  'bookmark.add': {
    params: ofTenant.extend({ entries: chosenEntries, change: bookmarkChange }),
    result: z.object({ added: z.array(id), known: z.number() }),
  },
  /** Changes all of them or none. `changed` may be fewer than were asked for: the others were so already. */
  'bookmark.change': {
    params: ofTenant.extend({ ids, change: bookmarkChange }),
    result: z.object({ changed: z.number(), edit: editSpan.nullable() }),
  },
  /** Takes a change back, field by field, where nobody changed the same since: `kept` tells of how many bookmarks something was. */
  'bookmark.undo': { params: ofTenant.extend({ edit: editSpan }), result: z.object({ undone: z.number(), kept: z.number() }) },
  'bookmark.remove': { params: ofTenant.extend({ ids }), result: nothing },
  'bookmark.restore': { params: ofTenant.extend({ ids }), result: nothing },
  'bookmark.list': { params: bookmarkListRequest, result: z.object({ total: z.number(), bookmarks: z.array(listedBookmark) }) },
  /** All that a list has, in its order: the bookmark, the tenant's id of its entry, and when that happened. */
  'bookmark.order': { params: bookmarkListRequest.omit({ offset: true, limit: true }), result: z.array(listedPlace) },
  'bookmark.ofEntry': { params: ofTenant.extend({ key: entryKey }), result: bookmark.nullable() },
  /** The frozen text as the connector reads it today, and whether it still has the SHA-256 that was written beside it. */
  'bookmark.entry': { params: ofTenant.extend({ id }), result: z.object({ entry: auditEntry, cutOf, intact: z.boolean() }) },
  /** Every edit, newest first. */
  'bookmark.history': { params: ofTenant.extend({ id }), result: z.array(bookmarkEdit) },
  /** Times of bookmarked entries in the cache, ascending, for the time strip and for going from one to the next; those without a time are left out. */
  'bookmark.places': { params: ofTenant, result: z.array(z.object({ key: entryKey, at: z.number() })) },

  'case.add': { params: ofTenant.extend({ content: caseContent }), result: caseFile },
  'case.change': { params: ofTenant.extend({ id, change: caseChange }), result: caseFile },
  /** Its bookmarks stay, in no case; restoring puts them back. */
  'case.remove': { params: ofTenant.extend({ id }), result: nothing },
  'case.restore': { params: ofTenant.extend({ id }), result: nothing },
  /** Those of its bookmarks that have these ids of the tenant. */
  'case.entries': { params: ofTenant.extend({ id, entryIds: z.array(z.string()).max(mostAtOnce) }), result: z.array(bookmark) },
  /** Edits of the case and of the notes in it, newest first, as many as an answer takes; `before` that line of the history. */
  'case.history': {
    params: ofTenant.extend({ id, before: id.nullable() }),
    result: z.object({ edits: z.array(caseEdit), more: z.boolean() }),
  },
  /** The notes between its entries, oldest first. */
  'case.notes': { params: ofTenant.extend({ id }), result: z.array(caseNote) },
  'case.addNote': { params: ofTenant.extend({ id, note: caseNote.pick({ after: true, at: true, text: true }) }), result: caseNote },
  'case.changeNote': { params: ofTenant.extend({ note: id, text: note }), result: nothing },
  'case.removeNote': { params: ofTenant.extend({ note: id }), result: nothing },
  'case.restoreNote': { params: ofTenant.extend({ note: id }), result: nothing },

  'view.add': { params: ofTenant.extend({ views: z.array(viewContent).min(1).max(500) }), result: z.array(savedView) },
  'view.change': { params: ofTenant.extend({ id, content: viewContent }), result: savedView },
  /** Puts the views in this order; those not named follow. */
  'view.arrange': { params: ofTenant.extend({ ids: z.array(id) }), result: nothing },
  'view.remove': { params: ofTenant.extend({ id }), result: nothing },
  'view.restore': { params: ofTenant.extend({ id }), result: nothing },
  /** Entries that match each view now; null where its query cannot be read. Zones are IANA names. */
  'view.counts': {
    params: ofTenant.extend({ views: z.array(z.object({ id, zone: z.string().min(1).max(64) })).max(50) }),
    result: z.array(z.object({ id, count: z.number().nullable() })),
  },
} as const

/** Saved views as a file a person chooses in main's own dialog; null when they think better of it. */
export const viewFileApi = {
  'view.export': { params: ofTenant, result: z.object({ file: z.string(), views: z.number() }).nullable() },
  'view.import': { params: ofTenant, result: z.object({ file: z.string(), added: z.array(id) }).nullable() },
} as const
