import type { ExportRequest } from '@contract/export.ts'
import type { CacheStore } from '../cache/store.ts'
import type { FormatNotes } from './manifest.ts'
import type { OutputFile } from './output-file.ts'
import type { Summary } from './summary.ts'

/** What a format is given to write. */
export interface Job {
  readonly store: CacheStore
  readonly request: ExportRequest
  readonly summary: Summary
  /** In the order of the export. */
  readonly keys: Uint32Array
  readonly signal: AbortSignal
  /** Opens part 1, 2, …; most formats have one. */
  readonly part: (number: number) => Promise<OutputFile>
  /** Lines of one CSV file, the header among them. */
  readonly sheetRows: number
  readonly progress: (done: number) => void
}

/** Writes the entries and answers with what the manifest must say of them. */
export type WriteFormat = (job: Job) => Promise<FormatNotes>
