import { benchEntries } from './bench-profile.ts'
import { Story } from './story/story.ts'
import type { WireEntry } from './story/wire.ts'

/** `story` fits together; `bench` only has the cardinalities of a large tenant, and is cheaper to make. */
export const profiles = ['story', 'bench'] as const
export type Profile = (typeof profiles)[number]

export interface GenerateOptions {
  readonly entries: number
  readonly seed?: number
  readonly profile?: Profile
  /** Where the history ends, ms since the epoch. */
  readonly now?: number
}

/**
 * The entries of a tenant as lines of NDJSON without their line breaks, oldest first, one at a time: nothing but the
 * state of the generator is kept. The same options give the same bytes.
 */
export function* generateEntries(options: GenerateOptions): Generator<string> {
  for (const { line } of wireEntries(options)) yield line
}

/** As {@link generateEntries}, with what a server needs to find them by. */
export function* wireEntries({ entries, seed = 1, profile = 'story', now }: GenerateOptions): Generator<WireEntry> {
  const options = { entries, seed, ...(now !== undefined && { now }) }
  if (profile === 'bench') yield* benchEntries(options)
  else yield* toldBy(new Story(options))
}

export function* toldBy(story: Story): Generator<WireEntry> {
  for (let entry = story.next(); entry; entry = story.next()) yield entry
}
