import { connectorDefinition, connectorSchema, definitionProblem, type ConnectorDefinition } from '@contract/connector.ts'
import type { FileKind } from '@contract/connector-files.ts'
import type { Status } from '@contract/entry.ts'
import type { FileColumn, GuessField } from '@contract/import.ts'
import { statusWords } from '@language/status-words.ts'

/** One of the schema's named forms, or a pattern, with the zone of times that name none. */
export type TimeForm = string | { readonly pattern: string | readonly string[]; readonly zone?: string | undefined }

/** What a person says of the columns of a table, or the members of JSON, that no definition knows. */
export interface Mapping {
  /** Which column a field is read from, by its name. */
  readonly columns: ReadonlyMap<GuessField, string>
  readonly time: TimeForm
  /** What words of the status mean, in small letters; any other is unknown. */
  readonly words: ReadonlyMap<string, Status>
}

export interface MappedFile {
  /** `Sign-ins 2025`: what the definition is called. */
  readonly title: string
  readonly kind: FileKind
  readonly columns: readonly FileColumn[]
  /** The definition that was guessed: it knows, beside its mapping, where a JSON file has its list. */
  readonly guessed?: ConnectorDefinition | undefined
}

/** Without these two nothing can be imported. */
export const neededFields = ['time', 'action'] as const satisfies readonly GuessField[]

/** What was guessed, as a person would have said it. */
export function mappingOf(columns: readonly FileColumn[], guessed: ConnectorDefinition | undefined): Mapping {
  const mapped = new Map<GuessField, string>()
  for (const { name, field } of columns) if (field !== null && !mapped.has(field)) mapped.set(field, name)
  const entry = guessed?.files?.forms[0]?.entry ?? guessed?.entry
  const rules = entry?.status ?? []
  const usual = (['success', 'failed'] as const).flatMap((is) => statusWords[is].map((word) => [word, is] as const))
  const words = new Map<string, Status>(guessed ? [] : usual)
  for (const rule of rules) if ('text' in rule) for (const [word, is] of Object.entries(rule.map ?? {})) words.set(word.toLowerCase(), is)
  return { columns: mapped, time: entry?.time.format ?? 'iso', words }
}

/** A column becomes a field, and whichever did before is not read any more; null: nothing is read from it. */
export function withField(mapping: Mapping, column: string, field: GuessField | null): Mapping {
  const columns = new Map([...mapping.columns].filter(([, from]) => from !== column))
  if (field !== null) columns.set(field, column)
  return { ...mapping, columns }
}

/** A word of the status means something, or nothing that is known. */
export function withWord(mapping: Mapping, word: string, is: Status): Mapping {
  return { ...mapping, words: new Map(mapping.words).set(word.toLowerCase(), is) }
}

export const fieldOf = ({ columns }: Mapping, column: string): GuessField | null =>
  [...columns].find(([, from]) => from === column)?.[0] ?? null

/** The definition that reads a file so, or the sentence that says why there is none. */
export function definitionOf(mapping: Mapping, file: MappedFile): ConnectorDefinition | string {
  const missing = neededFields.filter((field) => !mapping.columns.has(field))
  if (missing.length > 0) return missingText[missing.length === 2 ? 'both' : (missing[0] as (typeof neededFields)[number])]
  const entry = entryOf(mapping, file.columns)
  const isTable = file.kind === 'csv' || file.kind === 'xlsx'
  const needed = file.columns.filter(({ name }) => neededFields.some((field) => mapping.columns.get(field) === name))
  const form = {
    kinds: isTable ? ['csv', 'xlsx'] : ['json', 'ndjson'],
    ...(file.guessed?.files && { lists: file.guessed.files.forms[0]?.lists }),
    recognise: { all: needed.map(({ name, at }) => (isTable ? name : at)) },
    entry,
  }
  const made = connectorDefinition.safeParse({
    schema: connectorSchema,
    name: nameOf(file.title),
    title: file.title,
    files: { only: true, forms: [form] },
    entry,
  })
  return made.success ? made.data : definitionProblem(made.error)
}

const missingText = {
  both: 'Say which column is the time and which is the action: without them there is no entry.',
  time: 'Say which column is the time: without it there is no entry.',
  action: 'Say which column is the action: without it there is no entry.',
} as const

/** At most so many columns stand for an id that the file does not have: the schema's limit. */
const mostHashed = 16

function entryOf({ columns, time, words }: Mapping, all: readonly FileColumn[]): unknown {
  const columnOf = (field: GuessField): FileColumn | undefined => all.find(({ name }) => name === columns.get(field))
  // A member of JSON may as well be a number; a cell is a text.
  const text = (field: GuessField): unknown => {
    const column = columnOf(field)
    return column && { at: column.at, numbers: true }
  }
  const parts = <P extends string>(of: string, names: readonly P[]): Partial<Record<P, unknown>> | undefined => {
    const found = names.flatMap((name) => {
      const value = text(`${of}.${name}` as GuessField)
      return value === undefined ? [] : [[name, value] as const]
    })
    return found.length === 0 ? undefined : (Object.fromEntries(found) as Partial<Record<P, unknown>>)
  }
  // All that a row says stands for the id that it has not; what is read of it first.
  const read = [...columns.keys()].flatMap((field) => columnOf(field)?.at ?? [])
  const hashed = [...new Set([...read, ...all.map(({ at }) => at)])].slice(0, mostHashed)
  const [target, reason] = [parts('target', ['type', 'id', 'email', 'name']), parts('reason', ['code', 'message', 'permission'])]
  const state = (field: GuessField): unknown => {
    const column = columnOf(field)
    const isJson = column && column.samples.length > 0 && column.samples.every((sample) => /^\s*[[{]/.test(sample))
    return isJson ? { at: column.at, json: true } : column?.at
  }
  const [before, after] = [state('changes.before'), state('changes.after')]
  const [ip, userAgent, requestId] = [text('ip'), text('userAgent'), text('requestId')]
  const status = columnOf('status')
  const meanings = Object.fromEntries(words)
  return {
    required: neededFields,
    id: text('id') ?? { hash: hashed },
    time: { from: columnOf('time')?.at, format: time },
    action: text('action'),
    actor: parts('actor', ['email', 'name', 'id']) ?? {},
    resource: parts('resource', ['type', 'id', 'name']) ?? {},
    ...(target && { target }),
    status: [...(status ? [{ text: { at: status.at, numbers: true, lower: true }, map: meanings }] : []), { always: 'unknown' }],
    ...(reason && { reason }),
    ...((before ?? after) !== undefined && { changes: { ...(before !== undefined && { before }), ...(after !== undefined && { after }) } }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(requestId !== undefined && { requestId }),
  }
}

/** `Sign-ins 2025` → `sign-ins-2025`. */
const nameOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '') || 'table'
