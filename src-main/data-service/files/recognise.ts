import type { ConnectorDefinition } from '@contract/connector.ts'
import type { FileForm } from '@contract/connector-files.ts'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { getter, tokensOf } from '../../connector/pointer.ts'
import { plainName, placesByName } from '../connector/table-rows.ts'
import { samplesAt, type Beginning } from './beginning.ts'

/** A definition, and the form of its files, that may read a file. */
export interface Recognised {
  readonly definition: ConnectorDefinition
  readonly form: FileForm
  /** Of JSON: where its records are. */
  readonly list: string
  /** 0 to 1. */
  readonly confidence: number
  readonly reason: string
}

/** Where files hold lists that a source's pages do not: what people save, and what tools write. */
const usualLists = ['', '/items', '/Records', '/records', '/value', '/data', '/entries', '/events', '/results', '/logs']

/** The forms that a definition says, and those of its API: a page, a list or lines of its items, a table of them. */
export function formsOf({ files, items, entry }: ConnectorDefinition): FileForm[] {
  const own = files?.forms ?? []
  if (files?.only) return own
  const all = requiredPlaces(entry)
  const implied: FileForm = {
    kinds: ['json', 'ndjson', 'csv', 'xlsx'],
    lists: [...new Set([items, ...usualLists])],
    recognise: { all, likely: [], holds: {} },
  }
  return [...own, implied]
}

/** The places of an item without which it is none. */
function requiredPlaces({ id, time, action, required, actor, resource, each }: EntryMapping): string[] {
  const parents = (values: readonly unknown[]): string[] =>
    [...new Set(values.flatMap(plainPlaces).map((pointer) => `/${pointer.split('/')[1] ?? ''}`))].slice(0, 1)
  const { as, list } = placeOfParts(each)
  const all = [
    ...new Set([
      ...plainPlaces(time.from),
      ...plainPlaces(action),
      ...(required.includes('id') ? plainPlaces(id) : []),
      ...(required.includes('actor') ? parents(Object.values(actor)) : []),
      ...(required.includes('resource') ? parents(Object.values(resource)) : []),
    ]),
  ]
  // What lies in one of several entries lies in the list of them.
  return [...new Set(all.flatMap((pointer) => (as !== null && pointer.startsWith(`/${as}`) ? (list ?? []) : pointer)))]
}

/** Under which name the mapping has one of several entries of a record, and where the record holds them. */
function placeOfParts(each: EntryMapping['each']): { readonly as: string | null; readonly list: string | undefined } {
  if (each === undefined) return { as: null, list: undefined }
  if (typeof each === 'string') return { as: 'each', list: each }
  return { as: each.as, list: 'at' in each ? [each.at].flat()[0] : undefined }
}

function plainPlaces(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  const { at } = (value ?? {}) as { at?: unknown }
  return typeof at === 'string' ? [at] : []
}

/** All that may read a file, the likeliest first. */
export function recognise(beginning: Beginning, definitions: readonly ConnectorDefinition[]): Recognised[] {
  const found = definitions.flatMap((definition) =>
    formsOf(definition).flatMap((form) => {
      const fits = fitOf(beginning, definition, form)
      return fits ? [{ definition, form, ...fits }] : []
    }),
  )
  const best = new Map<string, Recognised>()
  for (const each of found) {
    const known = best.get(each.definition.name)
    if (!known || each.confidence > known.confidence) best.set(each.definition.name, each)
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence)
}

/** How a definition that a person named reads the file; null where no form of it can. */
export function formFor(beginning: Beginning, definition: ConnectorDefinition): Recognised | null {
  const [best] = recognise(beginning, [definition])
  if (best) return best
  const { kind } = beginning.shape
  const form = formsOf(definition).find(({ kinds }) => kinds.includes(kind))
  if (!form) return null
  const list = kind === 'json' ? form.lists.find((each) => samplesAt(beginning, tokensOf(each)).length > 0) : form.lists[0]
  return list === undefined ? null : { definition, form, list, confidence: 0, reason: 'It was named.' }
}

function fitOf(
  beginning: Beginning,
  definition: ConnectorDefinition,
  form: FileForm,
): Pick<Recognised, 'list' | 'confidence' | 'reason'> | null {
  const { shape } = beginning
  if (!form.kinds.includes(shape.kind)) return null
  if (shape.kind === 'csv' || shape.kind === 'xlsx') return fitOfColumns(shape.columns, definition, form)
  if (shape.kind === 'ndjson') return fitOfRecords(beginning.samples, form, '')
  for (const list of form.lists) {
    const fit = fitOfRecords(samplesAt(beginning, tokensOf(list)), form, list)
    if (fit) return fit
  }
  return null
}

/** Of so many records, those that have the shape: others may be cut off, or broken. */
const mostFit = 0.5

function fitOfRecords(samples: readonly string[], { recognise: by }: FileForm, list: string): ReturnType<typeof fitOf> {
  if (samples.length === 0) return null
  const pointers = by.all.map(asPointer)
  const [all, likely] = [pointers, by.likely.map(asPointer)].map((each) => each.map(getter)) as [
    ReturnType<typeof getter>[],
    ReturnType<typeof getter>[],
  ]
  const holds = Object.entries(by.holds).map(([name, texts]) => [getter(asPointer(name)), new Set(texts)] as const)
  let [fits, more, readable] = [0, 0, 0]
  for (const sample of samples) {
    const record = parsed(sample)
    if (record === undefined) continue
    readable++
    const isOne = all.every((get) => isThere(get(record))) && holds.every(([get, texts]) => texts.has(String(get(record))))
    if (!isOne) continue
    fits++
    more += likely.filter((get) => isThere(get(record))).length
  }
  const share = readable === 0 ? 0 : fits / readable
  if (share < mostFit) return null
  const known = all.length + holds.length
  return {
    list,
    confidence: confidence(share, known, likely.length === 0 ? 0 : more / fits / likely.length),
    reason: `${fits} of ${readable} records have ${inWords(pointers.map((pointer) => tokensOf(pointer).join('.')))}.`,
  }
}

function fitOfColumns(columns: readonly string[], { entry }: ConnectorDefinition, form: FileForm): ReturnType<typeof fitOf> {
  const here = new Set(columns.map(form.entry ? (name) => name.trim().toLowerCase() : plainName))
  const wanted = form.entry ? form.recognise.all : neededColumns(entry)
  const has = (name: string): boolean => here.has(form.entry ? name.toLowerCase() : name)
  if (wanted.length === 0 || !wanted.every(has)) return null
  const others = form.entry ? form.recognise.likely : [...placesByName(entry).keys()]
  const known = others.filter(has).length
  // A table of a source that has no form of its own for it is told by how much of it is understood.
  const share = form.entry ? (others.length === 0 ? 0 : known / others.length) : known / columns.length
  if (!form.entry && share < 0.5) return null
  return {
    list: '',
    confidence: confidence(1, wanted.length, share),
    reason: `It has the columns ${inWords(wanted)}.`,
  }
}

/** Time and action: without them nothing is a log. That a table has no column for an id or a name is no reason against it. */
function neededColumns({ time, action }: EntryMapping): string[] {
  return [time.from, action]
    .flatMap(plainPlaces)
    .slice(0, 2)
    .map((pointer) => plainName(tokensOf(pointer).join('_')))
}

/** A name of a form is a pointer, or a member at the top. */
const asPointer = (name: string): string =>
  name === '' || name.startsWith('/') ? name : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

const isThere = (value: unknown): boolean => value !== undefined

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** More names make a coincidence less likely. */
function confidence(share: number, known: number, more: number): number {
  return Math.round(100 * share * (0.5 + 0.3 * (1 - 1 / (1 + known)) + 0.2 * more)) / 100
}

function inWords(names: readonly string[]): string {
  const shown = names.slice(0, 5)
  return shown.length < names.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}
