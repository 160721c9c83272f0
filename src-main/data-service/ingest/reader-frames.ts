import type { ConnectorDefinition } from '@contract/connector.ts'
import type { AppError } from '@contract/errors.ts'
import type { Readable, ReadPage } from './read-page.ts'

/** What a thread that reads pages is started with. */
export interface ReaderData {
  readonly definition: ConnectorDefinition
  /** See `hash-index.ts`. */
  readonly hashSeed: number
}

/** A page to be read; its body is the first `length` bytes of shared memory that stays as it is until the answer. */
export interface Asked extends Omit<Readable, 'body'> {
  readonly room: SharedArrayBuffer
  readonly length: number
}

/** That it is there, then an answer a page, in the order of the pages. */
export type Told = { readonly ready: true } | { readonly page: ReadPage } | { readonly error: AppError }

/** The memory of a page, to be handed over instead of copied. */
export function buffersOf({ changes, values, numbers, ...page }: ReadPage): ArrayBuffer[] {
  return [
    ...(page.texts ? [page.texts] : []),
    page.time, page.state, page.idHash, page.marks, page.idEnds, page.starts, page.ends, page.hashes,
    changes.ends, changes.facts, changes.values.hashes,
    ...Object.values(numbers), ...Object.values(values).map(({ hashes }) => hashes),
  ].map(({ buffer }) => buffer) // prettier-ignore
}
