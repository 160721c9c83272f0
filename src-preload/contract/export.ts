import { z } from 'zod'
import { accessFileOf } from './access.ts'
import { bookmarkListRequest } from './casework.ts'
import { entryKey } from './entry.ts'
import { appError } from './error-schemas.ts'
import { formatNames, type ExportFormat } from './export-formats.ts'
import { filter } from './filter.ts'
import { grouping, groupSort } from './groups.ts'
import { subject } from './history.ts'
import { resultId, zoneName } from './log.ts'
import { direction, rowOrder } from './order.ts'
import { columnId } from './settings.ts'
import { storyQuestion } from './story.ts'
import { coverageGap, coverageInterval } from './sync.ts'
import { tenantId } from './tenant.ts'

export const exportFormat = z.enum(formatNames)
export type { ExportFormat }

/** A line of text that a person gives a report; empty is left out. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `may have ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'is one line, without control characters')
export const reportWords = z.object({
  title: line(200).default(''),
  /** Of a file, an engagement, a working paper. */
  reference: line(100).default(''),
  preparedBy: line(100).default(''),
  reviewedBy: line(100).default(''),
})
export type ReportWords = z.infer<typeof reportWords>
export const noReportWords: ReportWords = { title: '', reference: '', preparedBy: '', reviewedBy: '' }

/** Rows `[from, to)` of a result. */
const rowRange = z.object({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() })

/** Which entries: all that match now, all (or some rows) of a result as it was pinned, named ones, or those of bookmarks. */
export const exportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('filter') }),
  z.object({
    kind: z.literal('result'),
    result: resultId,
    /** Null is every row. */
    rows: z.object({ ...rowOrder.shape, ranges: z.array(rowRange).min(1).max(10_000) }).nullable(),
  }),
  z.object({ kind: z.literal('keys'), keys: z.array(entryKey).min(1).max(100_000) }),
  /** Bookmarks, each with the copy of its entry that was kept when it was made; also of entries that the cache has no more. */
  z.object({ kind: z.literal('bookmarks'), ...bookmarkListRequest.pick({ text: true, case: true, tag: true }).shape }),
])
export type ExportSource = z.infer<typeof exportSource>

export const exportRequest = z.object({
  tenant: tenantId,
  source: exportSource,
  /** What the source was asked by; evaluated for the source `filter`, told for the others. */
  filter,
  zone: zoneName,
  ...rowOrder.shape,
  format: exportFormat,
  /** For tables and reports: the columns on screen, in order, or everything that is known of an entry. */
  columns: z.union([z.literal('all'), z.array(columnId).min(1)]),
  /** For CSV: cells exactly as they are; a spreadsheet may then run some of them as formulas. */
  exact: z.boolean(),
  /** The note, tags and case of entries that are bookmarked; not for NDJSON, which is the text as received. */
  notes: z.boolean().default(false),
  /** For workbooks, whose times are dates: beside each its exact text. */
  timeTexts: z.boolean().default(false),
  /** What a report says of itself. */
  report: reportWords.default(noReportWords),
})
export type ExportRequestInput = z.input<typeof exportRequest>
export type ExportRequest = z.infer<typeof exportRequest>

/** Whether it is only some of what matches. */
export const isSelection = ({ source }: Pick<ExportRequest, 'source'>): boolean =>
  source.kind === 'keys' || (source.kind === 'result' && source.rows !== null)

export const exportFile = z.object({ path: z.string(), bytes: z.number(), entries: z.number(), sha256: z.string() })
export type ExportFile = z.infer<typeof exportFile>

export const exportState = z.enum(['running', 'done', 'cancelled', 'failed', 'interrupted'])
export type ExportState = z.infer<typeof exportState>

/** A line of the ledger of exports. Times in ms by this machine's clock. */
export const exportRecord = z.object({
  id: z.number(),
  state: exportState,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Name of the operating system's user. */
  who: z.string(),
  via: z.enum(['window', 'command line']),
  path: z.string(),
  format: exportFormat,
  query: z.string(),
  description: z.string(),
  /** Only some of what matches. */
  selection: z.boolean(),
  entries: z.number(),
  files: z.array(exportFile),
  /** Hex SHA-256 and path of the manifest beside the files; null where it is inside. */
  manifest: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  coverage: z.object({ intervals: z.array(coverageInterval), gaps: z.array(coverageGap) }),
  error: appError.nullable(),
  /** Asks for the same again; null for a selection too large to be kept. */
  again: exportRequest.nullable(),
})
export type ExportRecord = z.infer<typeof exportRecord>

/** Entries done of those to do. */
export const exportProgress = z.object({ tenant: tenantId, export: z.number(), done: z.number(), total: z.number() })
export type ExportProgress = z.infer<typeof exportProgress>

/** A state as of a time, as a file. */
export const stateFileRequest = z.object({
  tenant: tenantId,
  subject,
  /** What a person calls it, for titles and the file's name. */
  name: z.string().max(4096),
  /** Ms; entries of that very time included. */
  at: z.number(),
  zone: zoneName,
  format: z.enum(['csv', 'html']),
})
export type StateFileRequest = z.infer<typeof stateFileRequest>

/** What main adds to it: where to write, and for what. */
export const stateFileRun = z.object({
  request: stateFileRequest,
  path: z.string().min(1).max(4096),
  overwrite: z.boolean(),
  application: z.string(),
  shown: z.object({ name: z.string(), url: z.string() }),
})
export type StateFileRun = z.infer<typeof stateFileRun>

/** The groups of a result, as a file. */
export const groupsFileRequest = grouping.extend({
  tenant: tenantId,
  /** Evicted after a while: `result-expired`. */
  result: resultId,
  /** What the result was asked by, for titles and the file's name. */
  filter,
  sort: groupSort,
  order: direction,
  format: z.literal('csv'),
})
export type GroupsFileRequest = z.infer<typeof groupsFileRequest>
export const groupsFileRun = stateFileRun.extend({ request: groupsFileRequest })
export type GroupsFileRun = z.infer<typeof groupsFileRun>

/** A story as a report: with its time line as it is asked for. */
export const storyFileRequest = storyQuestion.extend({
  /** What a person calls it, for titles and the file's name. */
  name: z.string().max(4096),
  format: z.enum(['html', 'pdf']),
})
export type StoryFileRequest = z.infer<typeof storyFileRequest>
export const storyFileRun = stateFileRun.extend({ request: storyFileRequest })
export type StoryFileRun = z.infer<typeof storyFileRun>

/** Who has which roles or permissions, what changed between two dates, what was denied, or a comparison with a file; as a file. */
export const linesFormats = ['csv', 'xlsx', 'json', 'html', 'pdf'] as const satisfies readonly ExportFormat[]
export type LinesFormat = (typeof linesFormats)[number]
export const accessFileRequest = z.object({
  of: accessFileOf,
  zone: zoneName,
  format: z.enum(linesFormats),
  /** What a report or a workbook says of itself. */
  report: reportWords.default(noReportWords),
})
export type AccessFileRequest = z.infer<typeof accessFileRequest>
export const accessFileRun = stateFileRun.extend({ request: accessFileRequest })
export type AccessFileRun = z.infer<typeof accessFileRun>

/** What main adds to a request: where to write, and for what. */
export const exportRun = z.object({
  request: exportRequest,
  path: z.string().min(1).max(4096),
  /** Whether a file of that name may be replaced: the person was asked. */
  overwrite: z.boolean(),
  via: z.enum(['window', 'command line']),
  /** Name and version of the application. */
  application: z.string(),
  shown: z.object({ name: z.string(), url: z.string() }),
})
export type ExportRun = z.infer<typeof exportRun>
