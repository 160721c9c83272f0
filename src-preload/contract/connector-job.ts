import { z } from 'zod'
import { pointer } from './connector-parts.ts'

/** A path below the tenant's URL in which `{/id}` stands for what an answer says there. */
export const answerPath = z
  .string()
  .max(512)
  .regex(/^(\/(?:\{\/[^{}\s]+\}|[^\s?#\\{}])*)+$/, 'is not a path such as /exports/{/id}')

const words = z.array(z.string().max(128)).min(1).max(32)
const statuses = z.array(z.int().min(100).max(599)).min(1).max(16)

const origin = z
  .string()
  .max(256)
  .regex(/^https:\/\/[a-z0-9.-]+(?::\d+)?$/, 'is not an origin such as https://exports.example.com')

/**
 * The source does not answer with entries but begins to make them: it is asked, then asked how far it is, and what it has made is fetched. Where `file` is
 * absent, the answer that is ready is the first page.
 */
export const job = z.strictObject({
  /** By the status of an answer: not ready yet. */
  pendingStatus: statuses.default([202]),
  /** By a word in the answer, which decides where there is one; a word that is in none of the lists is told and ends the sync. */
  state: z.strictObject({ at: pointer, pending: words, ready: words, failed: words.optional(), message: pointer.optional() }).optional(),
  /** What is asked, by GET, until it is ready; places are those of the last answer that has them. */
  poll: answerPath,
  /** The source has forgotten the job: it is asked for a new one. */
  goneStatus: statuses.default([404, 410]),
  /** Between two questions at first; it grows by half each time, to a minute. What the source asks for by Retry-After goes before. */
  everySeconds: z.number().min(0.1).max(600).default(2),
  /** A job that takes longer is given up. */
  longestMinutes: z.number().min(0.01).max(1440).default(60),
  /** What was made is a file, which the source's forms of files read. */
  file: z
    .strictObject({
      /** Where its address stands. */
      at: pointer,
      /** Other origins than the tenant's that it may lie on; they never get the token. */
      origins: z.array(origin).max(8).default([]),
    })
    .optional(),
})
export type Job = z.output<typeof job>

/** Where files may be fetched from beside the tenant's own origin, as shown before anything is. */
export const fileOriginsOf = ({ job: given }: { readonly job?: Job | undefined }): readonly string[] => given?.file?.origins ?? []

/** An answer says how many parts there are; it is the first one itself. The others are fetched by GET, as they are counted. */
export const partsPaging = z.strictObject({
  style: z.literal('parts'),
  /** The list with an element for each part. */
  list: pointer,
  path: answerPath,
  /** Of the path, the number of the part, from 0. */
  parameter: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[^\s&=?#/]+$/, 'is not the name of a parameter'),
  /** How many items all of them have together: with another number the answer is not whole. */
  total: pointer.optional(),
})

/** Of a definition with a job, what contradicts itself. */
export function jobProblems({
  job: given,
  paging,
  order,
  hasWindow,
}: {
  readonly job: Job | undefined
  readonly paging: string
  readonly order: string
  readonly hasWindow: boolean
}): readonly { readonly path: string[]; readonly message: string }[] {
  if (!given?.file) return []
  return [
    ...(paging === 'none' ? [] : [{ path: ['paging', 'style'], message: 'must be none: what a job makes is one file' }]),
    ...(order === 'arrival'
      ? []
      : [{ path: ['order', 'by'], message: 'must be arrival: what a file holds is known when all of it was read' }]),
    ...(hasWindow ? [] : [{ path: ['job'], message: 'needs a window with from and to, or a template: a file is of a time' }]),
  ]
}
