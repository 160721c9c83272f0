import type { FileEncoding, FileLook, GuessField, ImportedFile } from '@contract/import.ts'
import type { FileKind } from '@contract/connector-files.ts'
import { countText, pluralText } from '../../composables/number-format.ts'

export const kindText: Readonly<Record<FileKind, string>> = {
  json: 'JSON',
  ndjson: 'JSON lines',
  csv: 'Table',
  xlsx: 'Excel workbook',
}

export const encodingText: Readonly<Record<FileEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16, little endian',
  'utf-16be': 'UTF-16, big endian',
  'windows-1252': 'Windows-1252 (Western European)',
}

const separatorText: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

/** `Table, separated by semicolon, UTF-8`. */
export function shapeText({ kind, separator, encoding }: Pick<FileLook, 'kind' | 'separator' | 'encoding'>): string {
  if (kind === null) return 'Not recognised'
  const columns = separator === undefined || kind !== 'csv' ? '' : `, separated by ${separatorText[separator] ?? `“${separator}”`}`
  return `${kindText[kind]}${columns}${kind === 'xlsx' ? '' : `, ${encodingText[encoding]}`}`
}

/** How sure a recognition is, in words that a person can weigh. */
export function confidenceText(confidence: number): string {
  if (confidence >= 0.95) return 'Certain'
  if (confidence >= 0.75) return 'Very likely'
  if (confidence >= 0.5) return 'Likely'
  return 'A guess'
}

/** What a column can become, in groups, as a person calls it. */
export const fieldGroups: readonly { readonly title: string; readonly fields: readonly GuessField[] }[] = [
  { title: 'What happened', fields: ['time', 'action', 'status', 'id'] },
  { title: 'Who did it', fields: ['actor.email', 'actor.name', 'actor.id'] },
  { title: 'On what', fields: ['resource.type', 'resource.name', 'resource.id'] },
  { title: 'To whom', fields: ['target.email', 'target.name', 'target.id', 'target.type'] },
  { title: 'From where', fields: ['ip', 'userAgent', 'requestId'] },
  { title: 'Why it failed', fields: ['reason.message', 'reason.code', 'reason.permission'] },
  { title: 'What changed', fields: ['changes.before', 'changes.after'] },
]

export const fieldText: Readonly<Record<GuessField, string>> = {
  id: 'Id of the entry',
  time: 'Time',
  action: 'Action',
  status: 'Success or failure',
  'actor.email': 'User: email',
  'actor.name': 'User: name',
  'actor.id': 'User: id',
  'resource.type': 'Resource: kind',
  'resource.id': 'Resource: id',
  'resource.name': 'Resource: name',
  'target.type': 'Target: kind',
  'target.email': 'Target: email',
  'target.id': 'Target: id',
  'target.name': 'Target: name',
  ip: 'IP address',
  userAgent: 'User agent',
  requestId: 'Request id',
  'reason.code': 'Reason: code',
  'reason.message': 'Reason: text',
  'reason.permission': 'Missing permission',
  'changes.before': 'Before the change',
  'changes.after': 'After the change',
}

/** The loud sentence about a file that is as long as its console's files can be. */
export const cappedText = (file: string, rows: number): string =>
  `${file} has exactly ${pluralText(rows, 'row')}, the most that this console writes into one file. What lies beyond its last row was cut off by the console, without a word in the file. Export shorter periods and import those as well.`

/** `rows 1 to 1,284`; of a file without rows that there are none. */
export const rowsText = ({ rows }: Pick<ImportedFile, 'rows'>): string => (rows === 0 ? 'no rows' : `rows 1 to ${countText(rows)}`)

/** The last part of a path or of a place in an archive. */
export const lastPart = (file: string): string => file.split(/[/\\]/).at(-1) ?? file

/** What a new tenant is called unless a person says otherwise: the file's name, where it has one of its own, else the source's title. */
export function suggestedName(names: readonly string[], title: string, taken: readonly string[]): string {
  const own = names.length === 1 ? lastPart(names[0] ?? '').replace(/(?:\.(?:gz|zip|json|jsonl|ndjson|csv|tsv|txt|log|xlsx))+$/i, '') : ''
  const base = (own.trim() || title).slice(0, 90)
  if (!taken.includes(base)) return base
  for (let number = 2; ; number++) if (!taken.includes(`${base} (${number})`)) return `${base} (${number})`
}
