import { z } from 'zod'
import { deniedLine } from './denied.ts'
import { entryKey, entryRow } from './entry.ts'
import { subject } from './history.ts'
import { timeRange, zoneName } from './log.ts'
import { direction } from './order.ts'
import { tenantId } from './tenant.ts'

/** Whose story: a subject of a history, a program by the whole text in which it names itself, or a request by its id. */
export const storySubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thing'), ...subject.shape }),
  z.object({ kind: z.literal('agent'), value: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('request'), value: z.string().min(1).max(4096) }),
])
export type StorySubject = z.infer<typeof storySubject>

/**
 * Why an entry belongs to a story: it did it; it was done to it; or it changed a role or group while it had that, by itself or through others. Of who had
 * what was changed, the first that fits is said of an entry that is several.
 */
export const storyParts = ['did', 'done', 'through'] as const
export type StoryPart = (typeof storyParts)[number]

/** Which entries the time line has, in which order; the rest of the page is of all of them. */
const question = {
  tenant: tenantId,
  of: storySubject,
  show: z.enum(['all', ...storyParts]),
  order: direction,
  /** In which days and hours are told. */
  zone: zoneName,
}
export const storyQuestion = z.object(question)
export type StoryQuestion = z.infer<typeof storyQuestion>

/** How often a value occurs, and from when to when, ms; null where none of these entries has a time. */
const seen = { entries: z.number(), first: z.number().nullable(), last: z.number().nullable() }
export const seenValue = z.object({ value: z.string(), ...seen })
export type SeenValue = z.infer<typeof seenValue>

/** What stands out by counts, with the counts by which it does: no verdict. `of`: the entries that were counted. */
export const outstanding = z.object({
  /** `seldom`: in few entries of many. `late`: first seen when most of the entries were over; `before`: how many those were. */
  why: z.enum(['seldom', 'late']),
  what: z.enum(['network', 'address', 'program', 'hour', 'action']),
  /** Of an hour its number, 0 to 23. */
  value: z.string(),
  ...seen,
  of: z.number(),
  before: z.number(),
})
export type Outstanding = z.infer<typeof outstanding>

/** Values of one kind, most frequent first. `other`: entries that have none of it. */
const values = z.object({ listed: z.array(seenValue), distinct: z.number(), other: z.number() })
export type StoryValues = z.infer<typeof values>

const named = z.object({ type: z.string(), id: z.string().nullable(), name: z.string() })

/** From when to when something was had, ms; null: from before the first entry that tells, or until the end of what was fetched. */
export const bandStretch = z.object({
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** The entries at its ends; null: none here. */
  began: entryKey.nullable(),
  ended: entryKey.nullable(),
  /** Every entry that began it is known, and none disputes it. */
  sure: z.boolean(),
})
export type BandStretch = z.infer<typeof bandStretch>

/** That a role was had, or a group was one's own, over time. */
export const band = z.object({
  relation: z.enum(['roles', 'members']),
  /** The role or group. */
  what: named,
  /** Who has it: null for the subject itself; else a group or role of the subject's through which it has it, or, of a role's or group's own holders, one of those. */
  by: named.nullable(),
  /** The first ones. */
  stretches: z.array(bandStretch),
  moreStretches: z.number(),
})
export type Band = z.infer<typeof band>

const bands = z.object({ rows: z.array(band), more: z.number() })

export const storyAnswer = z.object({
  /** What a person calls it: the latest name in the log. */
  name: z.string(),
  /** Of a person who has several names, as was said under *People*: all of them. Their entries are told together. */
  names: z.array(z.string()).optional(),
  /** The tenant's ids of it. */
  ids: z.array(z.string()),
  total: z.object({
    all: z.number(),
    did: z.number(),
    done: z.number(),
    through: z.number(),
    undated: z.number(),
    /** That do not say whether they succeeded. */
    unknownStatus: z.number(),
  }),
  /** First and last seen, ms: in what it did, or had done to it. */
  first: z.number().nullable(),
  last: z.number().nullable(),
  /** The time that the cache tells of; null: nothing. */
  range: timeRange.nullable(),
  /** What within it was not fetched, the first ones. */
  unfetched: z.array(timeRange),
  moreUnfetched: z.number(),
  /** When and from where: of what it did, or, where it did nothing, of what was done to it. */
  habits: z.object({
    of: z.enum(['did', 'done']),
    entries: z.number(),
    undated: z.number(),
    /** Entries by weekday and hour of the zone, from Monday at midnight. */
    hours: z.array(z.number()).length(168),
    networks: values,
    addresses: values,
    programs: values,
    /** The latest of each kind. */
    outstanding: z.array(outstanding),
    moreOutstanding: z.number(),
    /** By how many entries and shares something stands out. */
    rule: z.object({ least: z.number(), seldom: z.number(), late: z.number() }),
  }),
  actions: z.object({
    listed: z.array(z.object({ action: z.string(), success: z.number(), failed: z.number(), unknown: z.number(), ...seen })),
    distinct: z.number(),
  }),
  /** Null: it is nothing that has roles or is had. */
  access: z
    .object({
      has: bands,
      hadBy: bands,
      /** Whether all that it had was followed. */
      complete: z.boolean(),
    })
    .nullable(),
  /** Denied checks among its entries, by user and permission; `grantedAfter` and `takenBy` are keys here. */
  denials: z.object({
    entries: z.number(),
    total: z.number(),
    lines: z.array(
      deniedLine
        .pick({ user: true, permission: true, count: true, first: true, last: true, everHeld: true, rolesWithIt: true })
        .extend(deniedLine.pick({ cause: true, allowedCount: true, lostRole: true }).shape)
        .extend({ grantedAfter: entryKey.nullable(), takenBy: entryKey.nullable() }),
    ),
  }),
  bookmarks: z.object({ total: z.number(), rows: z.array(entryRow) }),
  /** The time line: how many entries it has, where each day begins, and which runs of like entries are bursts: pairs of the first one and how many. */
  line: z.object({ entries: z.number(), dated: z.number(), days: z.array(z.number()), bursts: z.array(z.number()) }),
  /** Another number says that the story is another one, because entries came or bookmarks changed. */
  told: z.number(),
})
export type StoryAnswer = z.infer<typeof storyAnswer>
export type StoryDenial = StoryAnswer['denials']['lines'][number]

/** A line of the time line: an entry, why it is here, and the roles or groups through which it is. */
export const storyRow = entryRow.extend({ part: z.enum(storyParts), through: z.array(z.string()).optional() })
export type StoryRow = z.infer<typeof storyRow>

export const storyApi = {
  'story.get': { params: storyQuestion, result: storyAnswer },
  /** Rows of its time line. */
  'story.rows': {
    params: z.object({ ...question, offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({ told: z.number(), rows: z.array(storyRow) }),
  },
} as const
