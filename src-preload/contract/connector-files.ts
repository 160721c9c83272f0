import { z } from 'zod'
import { entryMapping } from './connector-entry.ts'
import { label, pointer } from './connector-parts.ts'

/** How a file holds its records. `csv`: also separated by `;` or tabs; `xlsx`: the first sheet that has rows, as if it were one. */
export const fileKind = z.enum(['json', 'ndjson', 'csv', 'xlsx'])
export type FileKind = z.infer<typeof fileKind>

/** Of a column, as its header says; of a JSON record, a pointer to a member. */
const name = z.string().min(1).max(256)

const fileForm = z.strictObject({
  /** A table of either kind is read the same way, and so are lines and lists. */
  kinds: z.array(fileKind).min(1).max(4),
  /** Where a JSON file holds its list of records; an empty pointer is a file that is the list, or one record. */
  lists: z.array(pointer).min(1).max(8).default(['']),
  /** By what a record of this form is told from others: its own shape, never the file's name. */
  recognise: z
    .strictObject({
      /** Members or columns that every such record has. */
      all: z.array(name).min(1).max(32),
      /** More of them, each making it likelier. */
      likely: z.array(name).max(64).default([]),
      /** Members that hold one of these texts. */
      holds: z.record(name, z.array(z.string().max(256)).min(1).max(64)).default({}),
    })
    .prefault({ all: [''] }),
  /**
   * How a record becomes an entry; absent: as an item of the API does. A row is then taken for such an item whose places are named by its
   * columns, joined by `_` or `.`: `actor_email` is `/actor/email`. With a mapping of its own, a row is an object of texts: `{"Actor": "…"}`.
   */
  entry: entryMapping.optional(),
  /** The source's console writes no more rows into one file and says nothing. */
  cap: z.int().min(1).max(100_000_000).optional(),
  /** In which order it writes them. */
  order: z.enum(['asc', 'desc']).optional(),
})
export type FileForm = z.output<typeof fileForm>

/** Which files a source's console, bucket or API gives, and how they are read. */
export const sourceFiles = z.strictObject({
  forms: z.array(fileForm).min(1).max(16),
  /** There is no API: request, paging and all that belongs to them may be left out. */
  only: z.literal(true).optional(),
  /** What such a file cannot give, one sentence each. */
  notes: z.array(label(500)).max(20).default([]),
})
export type SourceFiles = z.output<typeof sourceFiles>

/** The header of a table, kept once for all of its rows. */
export const tableHeader = z.strictObject({
  columns: z.array(z.string().max(4096)).min(1).max(16_384),
  separator: z.string().length(1),
  /** A row is an object of texts. Absent: its cells stand where an item of the API has them. */
  flat: z.boolean().default(false),
})
export type TableHeader = z.output<typeof tableHeader>

/** What stands for the API of a source that has none: it is never asked. */
export const noApi = {
  request: { path: '', auth: { template: '{secret}' }, pageSize: { min: 1, max: 1 } },
  paging: { style: 'none' },
  order: { direction: 'asc', by: 'arrival' },
  items: '',
} as const

/** A definition as written, with what stands for the API where it says that there is none. */
export function withApi(given: unknown): unknown {
  const { files } = (given ?? {}) as { readonly files?: { readonly only?: unknown } }
  return files?.only === true ? { ...noApi, ...(given as object) } : given
}
