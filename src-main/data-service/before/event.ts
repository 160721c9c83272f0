import type { Status } from '@contract/entry.ts'
import type { Whole } from './told.ts'

/** What an entry tells, by numbers: see `told.ts`. */
export interface Event {
  readonly key: number
  readonly at: number
  readonly status: Status
  /** What the thing is a part of, and to whom it was done. */
  readonly within: number
  readonly to: number
  readonly whole: Whole
  /** Number of the attribute times four, and the form's place. */
  readonly parts: readonly number[] | Uint32Array
  readonly wants: boolean
  /** What makes its text doubtful as a whole. */
  readonly weak: 'drifted' | 'vanished' | null
}
