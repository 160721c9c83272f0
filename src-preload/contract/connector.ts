import { z } from 'zod'
import { entryMapping } from './connector-entry.ts'
import { sourceFiles, tableHeader, withApi } from './connector-files.ts'
import { errors, rateLimit } from './connector-answers.ts'
import { credentials } from './connector-credentials.ts'
import { job, jobProblems, partsPaging } from './connector-job.ts'
import { headerName, label, parameterName, pointer, timeFormat, timeouts } from './connector-parts.ts'

export { failureKind, resetFormat, type FailureKind, type ResetFormat } from './connector-answers.ts'

/** The newest version of this schema; a definition says which one it was written for. What one of an earlier version says means the same in it. */
export const connectorSchema = 2

/** A definition larger than this is not read, bytes. */
export const largestDefinition = 256 * 1024

const secretHeader = /authorization|cookie|token|secret|password|api-?key/i
const secretParameter = /token|secret|password|api_?key|^auth/i

const constants = z
  .record(parameterName, z.union([z.string().max(2048), z.number(), z.boolean()]))
  .refine(
    (given) => !Object.keys(given).some((name) => secretParameter.test(name)),
    'may not hold a secret: it belongs into the token field',
  )

/** How a page is asked for. Paths are below the tenant's URL, which may hold what differs from tenant to tenant. */
const request = z.strictObject({
  path: z
    .string()
    .max(512)
    .regex(/^(\/[^\s?#\\]*)?$/, 'is not a path: it begins with / and has no query'),
  method: z.enum(['GET', 'POST']).default('GET'),
  /** `body`: parameters are members of a JSON body; a name that begins with `/` is a pointer into it. */
  parametersIn: z.enum(['query', 'body']).default('query'),
  /** What such a body holds beside the parameters. */
  body: z.record(z.string(), z.json()).optional(),
  /** How the source is convinced; without it, by a token that the person has. */
  credentials: credentials.optional(),
  /** `{secret}` is what the person types as token, or what was obtained for it; `{base64}` the same in base64 (`user:password` for basic authentication). */
  auth: z.strictObject({
    header: headerName.default('Authorization'),
    template: z
      .string()
      .max(64)
      .regex(/^[\x20-\x7e]{0,24}\{(secret|base64)\}$/, 'must end with {secret} or {base64} and hold no secret itself'),
  }),
  headers: z
    .record(
      headerName,
      z
        .string()
        .max(1024)
        .regex(/^[\x20-\x7e]*$/),
    )
    .refine(
      (given) => !Object.keys(given).some((name) => secretHeader.test(name)),
      'may not hold a secret: it belongs into the token field',
    )
    .default({}),
  /** Parameters sent with every request. */
  constant: constants.default({}),
  /** Parameters (and members of the body) that only the first request of a walk has: a cursor stands for them in those that follow. */
  firstOnly: z.array(parameterName).max(32).default([]),
  /** `parameter` is left out when the source has pages of its own size, `max` entries. */
  pageSize: z
    .strictObject({ parameter: parameterName.optional(), min: z.int().min(1).max(10_000), max: z.int().min(1).max(10_000) })
    .refine(
      ({ min, max, parameter }) => min <= max && (parameter !== undefined || min === max),
      'needs min ≤ max, and a parameter unless they are equal',
    ),
  timeouts: timeouts.default({}),
})

const bound = z.strictObject({
  parameter: parameterName,
  format: timeFormat,
  inclusive: z.boolean(),
  /** Sent where the window is open, `{now}` for the time of asking; the parameter is left out when absent. */
  open: z.string().max(64).optional(),
})

/** How a stretch of time is asked for; a source that cannot be asked is read from its newest entry every time. */
const window = z.strictObject({
  from: bound.optional(),
  to: bound.optional(),
  /** Both ends inside one parameter, e.g. `created:{from}..{to}`. */
  template: z
    .strictObject({
      parameter: parameterName,
      text: z
        .string()
        .max(512)
        .regex(/\{from\}.*\{to\}/, 'must hold {from} and {to}'),
      format: timeFormat,
      toInclusive: z.boolean(),
      openFrom: z.string().max(64).default('*'),
      openTo: z.string().max(64).default('*'),
    })
    .optional(),
  /** No longer stretch is asked for at once. */
  longestDays: z.number().positive().max(3660).optional(),
})

const paging = z.discriminatedUnion('style', [
  z.strictObject({ style: z.literal('none') }),
  z.strictObject({ style: z.literal('link'), relation: z.string().max(64).default('next') }),
  z.strictObject({ style: z.literal('cursor'), next: pointer, parameter: parameterName }),
  z.strictObject({ style: z.literal('next-url'), next: pointer }),
  z.strictObject({ style: z.literal('offset'), parameter: parameterName, first: z.int().min(0).default(0) }),
  z.strictObject({ style: z.literal('page'), parameter: parameterName, first: z.int().min(0).default(1) }),
  z.strictObject({ style: z.literal('last-item'), parameter: parameterName, id: pointer }),
  /** The time of the last entry becomes the window's next end. */
  z.strictObject({ style: z.literal('time') }),
  partsPaging,
])

/** What ends a walk, beside there being no next page. `more` and `total` are never trusted to say that there is more. */
const stop = z.strictObject({
  /** Unless said: yes where no page names the next one; see {@link endsWithEmptyPage}. */
  emptyPage: z.boolean().optional(),
  /** A page with fewer entries than were asked for. */
  shortPage: z.boolean().default(false),
  /** The next URL or cursor is the one just used. */
  sameNext: z.boolean().default(true),
  /** `false` or `null` here ends it. */
  more: pointer.optional(),
  /** A count of all entries; reached, it ends. For offsets and page numbers. */
  total: pointer.optional(),
  /** More pages in one walk are called a loop. */
  maxPages: z.int().min(1).max(10_000_000).default(1_000_000),
  /** More empty pages in a row, each of which names a next one, are called a loop, too. */
  emptyPages: z.int().min(1).max(100_000).default(50),
})

/** The members alone, without the rules between them: from it the published JSON Schema is made (`scripts/definition-schema.mjs`). */
export const definitionShape = z.strictObject({
  /** For editors; it says nothing here. */
  $schema: z.string().max(512).optional(),
  schema: z.literal([1, connectorSchema], `is not a version this application reads: write ${connectorSchema}`),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'may hold small letters, digits and hyphens'),
  title: label(100),
  /** What reading the log needs, as the source names it. */
  permission: label(200).optional(),
  /** What the source cannot give, one sentence each; shown before connecting. */
  notes: z.array(label(500)).max(20).default([]),
  request,
  /** For sources that make what they are asked for, and are asked until it is there. */
  job: job.optional(),
  paging,
  stop: stop.prefault({}),
  window: window.default({}),
  order: z.strictObject({ direction: z.enum(['desc', 'asc']), by: z.enum(['occurrence', 'arrival']) }),
  /** Where a page holds its entries; empty for a page that is an array. A page without its list is an empty page. */
  items: pointer,
  /** What every page of the source has: an answer without one of these is none of its pages. */
  always: z.array(pointer).max(8).default([]),
  late: z
    .strictObject({ overlapMinutes: z.number().min(0).max(10_080), sweepHours: z.array(z.number().positive().max(8784)).max(8) })
    .prefault({ overlapMinutes: 15, sweepHours: [24, 48, 168] }),
  /** How far back the source keeps entries: where a page says so, or in days. */
  retention: z
    .strictObject({ days: z.union([z.number().positive().max(36_600), pointer]).optional(), oldest: pointer.optional() })
    .default({}),
  rateLimit: rateLimit.default({}),
  errors: errors.prefault({}),
  /** Members that change with every request, such as an etag: they are left out where two texts of one entry are compared. `*` stands for every element of a list. */
  drift: z.strictObject({ without: z.array(pointer).min(1).max(32) }).optional(),
  /** A filter at the source: what is fetched is not the whole log, and the coverage says so. */
  narrowed: z.strictObject({ by: label(200), constant: constants }).optional(),
  entry: entryMapping,
  /** The files that it comes as. Absent: pages and items of the API, saved as they are. */
  files: sourceFiles.optional(),
  /** Its texts are rows under this header. The application writes it, for the rows of a file that was imported. */
  table: tableHeader.optional(),
})

type Definition = z.output<typeof definitionShape>

/**
 * Whether an empty page ends a walk. Where a page names the next one, a filter or a shard may leave a page in the middle empty: that it has no
 * successor says that it is the last, and nothing else does unless the definition says so.
 */
export function endsWithEmptyPage({ paging: { style }, stop: { emptyPage } }: Pick<Definition, 'paging' | 'stop'>): boolean {
  return emptyPage ?? !['cursor', 'next-url', 'link', 'parts'].includes(style)
}

/** Rules between the parts. */
const contradictions: readonly { readonly path: string[]; readonly message: string; readonly holds: (given: Definition) => boolean }[] = [
  {
    path: ['window', 'template'],
    message: 'is one way to ask for a time, from and to are another',
    holds: ({ window: { template, from, to } }) => template !== undefined && (from !== undefined || to !== undefined),
  },
  {
    path: ['window', 'longestDays'],
    message: 'needs a window with both ends and retention.days as a number',
    holds: ({ window: given, retention }) =>
      given.longestDays !== undefined && (typeof retention.days !== 'number' || !(given.template ?? (given.from && given.to))),
  },
  {
    path: ['paging', 'style'],
    message: 'by time needs the end of the window that moves: to for desc, from for asc',
    holds: ({ paging: { style }, window: given, order }) => style === 'time' && !(order.direction === 'desc' ? given.to : given.from),
  },
  {
    path: ['stop'],
    message: 'must name emptyPage, shortPage or total: this style of paging has no other end',
    holds: (given) =>
      ['offset', 'page', 'last-item'].includes(given.paging.style) &&
      !endsWithEmptyPage(given) &&
      !given.stop.shortPage &&
      given.stop.total === undefined,
  },
  {
    path: ['request', 'pageSize'],
    message: 'must be fixed (min equal to max) where pages are numbered: another size would number them anew',
    holds: ({ paging: { style }, request: { pageSize } }) => style === 'page' && pageSize.min !== pageSize.max,
  },
  {
    path: ['request', 'body'],
    message: 'needs the method POST',
    holds: ({ request: { body, method, parametersIn } }) => (body !== undefined || parametersIn === 'body') && method !== 'POST',
  },
  {
    path: ['late', 'sweepHours'],
    message: 'must grow',
    holds: ({ late: { sweepHours } }) => sweepHours.some((age, at) => at > 0 && age <= (sweepHours[at - 1] as number)),
  },
]

/** How one kind of tenant API is asked and read, as data. See "Connectors" in the user guide. */
export const connectorDefinition = z.preprocess(
  withApi,
  definitionShape.superRefine((given, context) => {
    for (const { path, message, holds } of contradictions) if (holds(given)) context.addIssue({ code: 'custom', path, message })
    const { job, paging, order, window } = given
    const hasWindow = window.template !== undefined || (window.from !== undefined && window.to !== undefined)
    const ofJob = jobProblems({ job, paging: paging.style, order: order.by, hasWindow })
    for (const { path, message } of ofJob) context.addIssue({ code: 'custom', path, message })
  }),
)
export type ConnectorDefinition = z.output<typeof connectorDefinition>
export type Paging = ConnectorDefinition['paging']

/** A built-in connector by its name, or a definition that somebody brought. */
export const connectorRef = z.union([z.string().min(1).max(64), connectorDefinition])
export type ConnectorRef = z.output<typeof connectorRef>

/** The first thing that is wrong, as a sentence with its place in the definition. */
export function definitionProblem(error: z.ZodError): string {
  const { path, message } = deepest(error.issues)
  const place = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  return place === '' ? `The definition as a whole: ${message}.` : `${place}: ${message}.`
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Where several forms are allowed, the one that fits furthest is what was meant. */
function deepest(issues: readonly z.core.$ZodIssue[]): Issue {
  const found = issues.map((issue): Issue => {
    const inner = issue.code === 'invalid_union' ? issue.errors.filter((each) => each.length > 0).map(deepest) : []
    const best = inner.sort((a, b) => b.path.length - a.path.length)[0]
    return best && best.path.length > 0
      ? { path: [...issue.path, ...best.path], message: best.message }
      : best
        ? { path: issue.path, message: inner.map((each) => each.message).join(', or ') }
        : issue
  })
  return found[0] ?? { path: [], message: 'it does not fit' }
}
