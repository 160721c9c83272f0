import type { ExportRequest } from '@contract/export.ts'
import type { CacheStore } from '../cache/store.ts'
import type { FormatNotes } from './manifest.ts'
import type { OutputFile } from './output-file.ts'
import type { Print } from './printing.ts'
import type { Noted } from './select.ts'
import type { Summary } from './summary.ts'

/** What a format is given to write. */
export interface Job {
  readonly store: CacheStore
  readonly request: ExportRequest
  readonly summary: Summary
  /** In the order of the export. */
  readonly keys: Uint32Array
  /** What a person wrote about entries, by key; empty when it is not wanted. */
  readonly notes: ReadonlyMap<number, Noted>
  readonly signal: AbortSignal
  /** Opens part 1, 2, …; most formats have one. */
  readonly part: (number: number) => Promise<OutputFile>
  /** Lines of one CSV file, the header among them. */
  readonly sheetRows: number
  readonly progress: (done: number) => void
  /** Null where there is nothing to print with. */
  readonly print: Print | null
}

/** Writes the entries and answers with what the manifest must say of them. */
export type WriteFormat = (job: Job) => Promise<FormatNotes>
