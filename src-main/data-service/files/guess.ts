import { connectorDefinition, connectorSchema, type ConnectorDefinition } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import { guessFields, type FileColumn, type GuessField } from '@contract/import.ts'
import { sha256 } from '../bytes/sha256.ts'
import { cellsOf } from '../connector/cells.ts'
import { plainName } from '../connector/table-rows.ts'
import { tokensOf } from '../../connector/pointer.ts'
import { samplesAt, type Beginning } from './beginning.ts'
import { statusWords } from '@language/status-words.ts'
import { namesOfFields } from './guess-names.ts'
import { byValues } from './guess-values.ts'
import { guessTime, type GuessedTime } from './guess-time.ts'
import type { Recognised } from './recognise.ts'

/** Begins the names of definitions that were guessed. */
export const guessedName = 'guessed-'

const shownSamples = 5
const longestSample = 200
const mostPlaces = 400
const deepest = 4

/** A column, or a place in records, with the values that it has in the first of them. */
interface Place {
  /** As a person reads it. */
  readonly name: string
  readonly pointer: string
  readonly values: readonly string[]
}

export interface Guess {
  readonly recognised: Recognised
  readonly columns: FileColumn[]
  readonly zone: string | null
}

/** What every column of a file that nothing recognises seems to be. */
export function guessedColumns(beginning: Beginning, zone: string | undefined) {
  const { list, places } = placesIn(beginning)
  const fields = new Map<GuessField, Place>()
  const reasons = new Map<Place, string>()
  const time = takeTime(places, zone)
  if (time) {
    fields.set('time', time.place)
    reasons.set(time.place, `Its ${time.guessed.share === 1 ? '' : 'most '}values are times, ${time.guessed.reason}.`)
  }
  for (const field of guessFields) {
    if (field === 'time') continue
    const found = byName(places, field, (place) => !reasons.has(place))
    if (!found) continue
    fields.set(field, found.place)
    reasons.set(found.place, `It is named ${found.place.name}.`)
  }
  for (const { field, fits: says, reason } of byValues) {
    if (fields.has(field)) continue
    const place = places.find((each) => !reasons.has(each) && says(each.values))
    if (!place) continue
    fields.set(field, place)
    reasons.set(place, reason)
  }
  const columns = places.map((place): FileColumn => {
    const field = [...fields].find(([, of]) => of === place)?.[0] ?? null
    return {
      name: place.name,
      at: place.pointer,
      samples: samplesOf(place),
      field,
      reason: reasons.get(place) ?? 'Nothing is known by this name.',
    }
  })
  return { list, places, fields, time, columns }
}

/** A definition for a file that nothing recognises. Fails with `file-unknown` where no column is a time or an action. */
export function guess(beginning: Beginning, zone: string | undefined): Guess {
  const { list, places, fields, time, columns } = guessedColumns(beginning, zone)
  if (!time || !fields.has('action')) {
    const missing = [...(time ? [] : ['a time']), ...(fields.has('action') ? [] : ['an action'])].join(' and ')
    throw fail(
      'file-unknown',
      `The file has no column that can be told to be ${missing}.`,
      `Say which it is with a definition of your own. Its columns are: ${places.slice(0, 40).map(({ name }) => name).join(', ')}.`,
    ) // prettier-ignore
  }
  const definition = definitionOf(beginning, { list, places, fields, time: time.guessed })
  const form = definition.files?.forms[0]
  if (!form) throw new RangeError('a guess without a form')
  const named = [...fields].map(([field, place]) => `${place.name} as ${field}`)
  return {
    recognised: { definition, form, list, confidence: 0.3, reason: `Guessed by names and values: ${named.slice(0, 6).join(', ')}.` },
    columns,
    zone: time.guessed.zone,
  }
}

interface Guessed {
  readonly list: string
  readonly places: readonly Place[]
  readonly fields: ReadonlyMap<GuessField, Place>
  readonly time: GuessedTime
}

function definitionOf({ shape }: Beginning, { list, places, fields, time }: Guessed): ConnectorDefinition {
  const at = (field: GuessField): string | undefined => fields.get(field)?.pointer
  const text = (field: GuessField): { at: string; numbers: true } | undefined => {
    const pointer = at(field)
    return pointer === undefined ? undefined : { at: pointer, numbers: true }
  }
  const part = (...names: GuessField[]): Record<string, unknown> =>
    Object.fromEntries(names.flatMap((name) => (text(name) ? [[name.split('.')[1] as string, text(name)]] : [])))
  const status = at('status')
  const isTable = shape.kind === 'csv' || shape.kind === 'xlsx'
  const changes = {
    ...(at('changes.before') && { before: at('changes.before') }),
    ...(at('changes.after') && { after: at('changes.after') }),
  }
  // All that a row says stands for the id that it has not; what was understood of it first.
  const hashed = [...new Set([...[...fields.values()].map(({ pointer }) => pointer), ...places.map(({ pointer }) => pointer)])].slice(0, 16)
  const entry = {
    required: ['time', 'action'],
    id: text('id') ?? { hash: hashed },
    time: { from: at('time'), format: time.format },
    action: text('action'),
    actor: part('actor.email', 'actor.name', 'actor.id'),
    resource: part('resource.type', 'resource.id', 'resource.name'),
    ...(['target.type', 'target.email', 'target.id', 'target.name'].some((name) => at(name as GuessField)) && {
      target: part('target.type', 'target.email', 'target.id', 'target.name'),
    }),
    status: status === undefined ? [{ always: 'unknown' }] : [statusRule(status), { always: 'unknown' }],
    ...(['reason.code', 'reason.message', 'reason.permission'].some((name) => at(name as GuessField)) && {
      reason: part('reason.code', 'reason.message', 'reason.permission'),
    }),
    ...(Object.keys(changes).length > 0 && { changes }),
    ...(at('ip') && { ip: text('ip') }),
    ...(at('userAgent') && { userAgent: text('userAgent') }),
    ...(at('requestId') && { requestId: text('requestId') }),
  }
  const needed = ['time', 'action']
    .map((field) => fields.get(field as GuessField))
    .flatMap((place) => (place ? [isTable ? place.name : place.pointer] : []))
  return connectorDefinition.parse({
    schema: connectorSchema,
    name: `${guessedName}${sha256(Buffer.from(places.map(({ name }) => name).join('\n'))).slice(0, 8)}`,
    title: `${isTable ? 'A table with the columns' : 'Records with the members'} ${places.map(({ name }) => name).join(', ')}`
      .replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '')
      .slice(0, 100),
    notes: ['This definition was guessed from a file: check what each column became.'],
    entry,
    files: {
      only: true,
      forms: [{ kinds: isTable ? ['csv', 'xlsx'] : ['json', 'ndjson'], lists: [list], recognise: { all: needed }, entry }],
    },
  })
}

function statusRule(at: string): unknown {
  const words = (['success', 'failed'] as const).flatMap((is) => statusWords[is].map((word) => [word, is] as const))
  return { text: { at, numbers: true, lower: true }, map: Object.fromEntries(words) }
}

function takeTime(places: readonly Place[], zone: string | undefined): { readonly place: Place; readonly guessed: GuessedTime } | null {
  const named = namesOfFields.time
  const rank = ({ name, pointer }: Place): number => {
    const at = named.findIndex((each) => each === plainName(name) || each === plainName(tokensOf(pointer).at(-1) ?? ''))
    return at < 0 ? (/time|date/i.test(name) ? named.length : named.length + 1) : at
  }
  for (const place of [...places].sort((a, b) => rank(a) - rank(b))) {
    const guessed = guessTime(place.values, zone)
    // Any number could be a time in seconds: it needs a name that says so.
    const isSure = rank(place) <= named.length || (guessed !== null && typeof guessed.format === 'object') || guessed?.format === 'iso'
    if (guessed && isSure) return { place, guessed }
  }
  return null
}

function byName(places: readonly Place[], field: GuessField, isFree: (place: Place) => boolean): { readonly place: Place } | null {
  for (const name of namesOfFields[field]) {
    const place = places.find((each) => isFree(each) && plainName(each.name) === name && fits(field, each))
    if (place) return { place }
  }
  return null
}

/** Names mean several things: where most values are of another kind, it is another. */
function fits(field: GuessField, { values }: Place): boolean {
  if (field === 'ip') return values.length === 0 || values.some((value) => /[.:]/.test(value))
  if (field === 'action') return values.length > 0
  return true
}

function placesIn(beginning: Beginning): { readonly list: string; readonly places: readonly Place[] } {
  const { shape, samples } = beginning
  if (shape.kind === 'csv' || shape.kind === 'xlsx') {
    const rows = samples.map((row) => cellsOf(row, shape.separator))
    const places = shape.columns.map((name, at) => ({
      name,
      pointer: `/${escaped(name)}`,
      values: rows.flatMap((cells) => cells[at] || []).slice(0, 100),
    }))
    return { list: '', places }
  }
  const found = shape.kind === 'ndjson' ? { list: '', records: samples } : largestList(beginning)
  return { list: found.list, places: placesOf(found.records) }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** The list with the most records: at the top, or in one of its members. */
function largestList(beginning: Beginning): { readonly list: string; readonly records: readonly string[] } {
  const { shape } = beginning
  const names = shape.kind === 'json' ? topNames(shape.beginning.toString('utf8')) : []
  const lists = names.map((name) => `/${escaped(name)}`).map((list) => ({ list, records: samplesAt(beginning, tokensOf(list)) }))
  const whole = { list: '', records: samplesAt(beginning, []) }
  return lists.reduce((most, each) => (each.records.length > most.records.length ? each : most), whole.records.length > 1 ? whole : { ...whole, records: lists.some(({ records }) => records.length > 0) ? [] : whole.records }) // prettier-ignore
}

/** Names before a list: what looks like one inside a text finds no list there. */
function topNames(text: string): string[] {
  return [...new Set([...text.slice(0, 65_536).matchAll(/"([^"\\]{1,64})"\s*:\s*\[/g)].map(([, name = '']) => name))].slice(0, 20)
}

function placesOf(records: readonly string[]): Place[] {
  const values = new Map<string, string[]>()
  const keep = (pointer: string, text: string | null): void => {
    if (pointer === '' || (!values.has(pointer) && values.size >= mostPlaces)) return
    const known = values.get(pointer) ?? []
    values.set(pointer, known)
    if (text !== null && text !== '' && known.length < 100) known.push(text)
  }
  const walk = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') keep(pointer, String(value))
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) keep(pointer, null)
    else if (depth < deepest) for (const [name, inner] of Object.entries(value)) walk(inner, `${pointer}/${escaped(name)}`, depth + 1)
  }
  for (const record of records) {
    try {
      walk(JSON.parse(record), '', 0)
    } catch {
      // Counted when it is read.
    }
  }
  return [...values].map(([pointer, found]) => ({ name: tokensOf(pointer).join('.'), pointer, values: found }))
}

function samplesOf({ values }: Place): string[] {
  return [...new Set(values)]
    .slice(0, shownSamples)
    .map((value) => (value.length > longestSample ? `${value.slice(0, longestSample)}…` : value))
}
