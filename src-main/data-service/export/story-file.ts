import { basename } from 'node:path'
import { fail } from '@contract/errors.ts'
import type { ExportRecord, StoryFileRun } from '@contract/export.ts'
import type { StoryAnswer, StoryQuestion, StoryRow } from '@contract/story.ts'
import { storyKind, storyLimits } from '@language/story-text.ts'
import { humanMoment } from './human-time.ts'
import { isoTime } from './iso-time.ts'
import { doesNotProve } from './manifest.ts'
import type { Print } from './printing.ts'
import { storyHtml } from './report/story.ts'
import { writeSmallFile, type Begun, type SmallFilePorts, type WholeFile } from './small-file.ts'

/** What a story is asked for. */
export interface StoriesTold {
  get(question: StoryQuestion): Promise<StoryAnswer>
  rows(question: StoryQuestion, offset: number, limit: number): Promise<{ readonly told: number; readonly rows: readonly StoryRow[] }>
}

interface StoryFilePorts extends SmallFilePorts {
  readonly stories: StoriesTold
  /** Null where nothing can print. */
  readonly print: Print | null
}

/** Entries of the time line that a report has; what is more is said in it. */
export const mostInReport = 5_000
const pageRows = 1000

/**
 * Writes a story as a report, file and manifest or nothing, and notes it in the ledger either way. What it cannot know, and how many entries it leaves out, stands
 * in the file itself. Rejects with an `AppFailure`, as `runExport` does.
 */
export function runStoryFile(run: StoryFileRun, { stories, print, ...ports }: StoryFilePorts): Promise<ExportRecord> {
  const { format, name, ...question } = run.request
  const description = `Story of ${storyKind(question.of)} ${name}`
  return writeSmallFile(run, { format, query: '', description }, ports, async (begun) => {
    if (format === 'pdf' && !print)
      throw fail('invalid-request', 'A PDF is made by the application’s own executable.', 'Export it as HTML, and print that.')
    const story = await stories.get(question)
    const rows = await rowsOf(stories, question, story)
    const { fontFaces } = await import('./report/fonts.ts')
    const page = storyHtml({ run, story, rows, fontFaces, ...begun })
    return {
      bytes: print && format === 'pdf' ? await print(page, ports.signal) : page,
      rows: rows.length,
      manifest: (file) => manifestOf(run, { story, rows: rows.length, begun }, file),
    }
  })
}

/** The first rows of the time line. */
async function rowsOf(stories: StoriesTold, question: StoryQuestion, { line, told }: StoryAnswer): Promise<StoryRow[]> {
  const wanted = Math.min(line.entries, mostInReport)
  const rows: StoryRow[] = []
  while (rows.length < wanted) {
    const page = await stories.rows(question, rows.length, Math.min(pageRows, wanted - rows.length))
    if (page.told !== told || page.rows.length === 0)
      throw fail('result-expired', 'Entries have come while the report was made.', 'Export it again.')
    rows.push(...page.rows)
  }
  return rows
}

/** What the file is, for whoever is handed it. Times are ISO 8601 in UTC. */
function manifestOf(
  { request, application, shown }: StoryFileRun,
  { story, rows, begun }: { readonly story: StoryAnswer; readonly rows: number; readonly begun: Begun },
  file: WholeFile,
): object {
  const utc = (ms: number): string => isoTime(ms, 'UTC')
  const { coverage, startedAt, who } = begun
  return {
    what: 'Story out of an IAM audit log: everything that somebody or something did and had done to it',
    application,
    tenant: shown,
    of: request.of,
    name: story.name,
    ...(story.names && { names: story.names }),
    ids: story.ids,
    zone: request.zone,
    entries: story.total,
    timeLine: { show: request.show, order: request.order, entries: story.line.entries, inReport: rows, leftOut: story.line.entries - rows },
    cannotKnow: storyLimits(story, (ms) => humanMoment(ms, 'UTC')),
    coverage: {
      intervals: coverage.intervals.map(({ from, to }) => ({ from: utc(from), to: utc(to) })),
      gaps: coverage.gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    startedAt: utc(startedAt),
    who,
    doesNotProve,
    files: [{ name: basename(file.path), bytes: file.bytes, rows, sha256: file.sha256 }],
  }
}
