import type { ConnectorDefinition } from '@contract/connector.ts'
import { AppFailure, fail, type AppError } from '@contract/errors.ts'
import type { Assumed, Candidate, FileColumn, ReadingAsked } from '@contract/import.ts'
import { builtIns, definitionOf } from '../../connector/built-in.ts'
import { tokensOf } from '../../connector/pointer.ts'
import type { Connector, MappedEntry } from '../connector/connector.ts'
import { connectorOf } from '../connector/registry.ts'
import { sha256 } from '../bytes/sha256.ts'
import { beginningOf, samplesAt, type Beginning } from './beginning.ts'
import { bound } from './bind.ts'
import { guess, guessedColumns } from './guess.ts'
import { about } from './readers/failures.ts'
import type { InputFile } from './readers/inputs.ts'
import { formFor, recognise, type Recognised } from './recognise.ts'

/** A file and who reads it. */
export interface FileReading {
  readonly beginning: Beginning
  readonly recognised: Recognised
  /** What reads its records. */
  readonly connector: Connector
  readonly assumed: Assumed
  readonly columns: readonly FileColumn[]
}

/** Definitions that files are held against, beside the one that is asked for. */
export type Known = readonly ConnectorDefinition[]

export const knownDefinitions = (...others: readonly ConnectorDefinition[]): Known => {
  const names = new Set(others.map(({ name }) => name))
  return [...others, ...builtIns().filter(({ name }) => !names.has(name))]
}

/** Of so many samples in ten, those that a recognised definition has to read without complaint: a shape may be another's by chance. */
const mostUnread = 0.5

/** Finds out who reads a file. Fails with `file-unknown`, or with what is wrong with it. */
export async function readingOf(input: InputFile, asked: ReadingAsked, known: Known): Promise<FileReading> {
  const beginning = await beginningOf(input, asked.encoding)
  try {
    if (asked.source !== undefined) return named(beginning, definitionOf(asked.source), asked)
    const [best] = candidates(beginning, asked, known)
    return best ?? guessed(beginning, asked)
  } catch (thrown) {
    throw about(input.name, thrown)
  }
}

/** Who may read a file, the likeliest first; not the guess. */
export function candidates(beginning: Beginning, asked: ReadingAsked, known: Known): FileReading[] {
  return recognise(beginning, known)
    .map((each) => withShare(reading(beginning, each, asked, [])))
    .filter(({ share }) => share >= mostUnread)
    .map(({ reading, share }) => {
      const { recognised } = reading
      return { ...reading, recognised: { ...recognised, confidence: Math.round(recognised.confidence * share * 100) / 100 } }
    })
    .sort((a, b) => b.recognised.confidence - a.recognised.confidence)
}

export function guessed(beginning: Beginning, asked: ReadingAsked): FileReading {
  const { recognised, columns } = guess(beginning, asked.zone)
  return reading(beginning, recognised, asked, columns)
}

function named(beginning: Beginning, definition: ConnectorDefinition, asked: ReadingAsked): FileReading {
  const found = formFor(beginning, definition)
  if (found) return reading(beginning, found, asked, [])
  throw fail(
    'file-unknown',
    `The file is none that “${definition.title}” reads: nothing of its shape is in the definition.`,
    'Choose another source, or let the file be recognised.',
  )
}

function reading(beginning: Beginning, recognised: Recognised, { zone }: ReadingAsked, columns: readonly FileColumn[]): FileReading {
  const { definition, zone: used } = bound(recognised, beginning, zone)
  return { beginning, recognised, connector: connectorOf(definition), assumed: { zone: used }, columns }
}

function withShare(reading: FileReading): { readonly reading: FileReading; readonly share: number } {
  const samples = samplesOf(reading)
  if (samples.length === 0) return { reading, share: 1 }
  const { connector } = reading
  const read = samples.flatMap((text) => entriesIn(connector, text, 'none')?.map(({ parseError }) => parseError === undefined) ?? [])
  return { reading, share: read.length === 0 ? 0 : read.filter(Boolean).length / read.length }
}

/** It has the shape of no form of its definition, and no record at its beginning is an entry. */
export function isForeign(of: FileReading): boolean {
  return of.recognised.confidence === 0 && withShare(of).share === 0
}

/** The entries of a record; null for one that is no JSON. `hash` stands for an id that it has not. */
export function entriesIn({ mapItem, partsOf }: Connector, text: string, hash: string): readonly MappedEntry[] | null {
  try {
    const parts = partsOf?.(text, Buffer.from(text, 'utf8')) ?? [{ item: text }]
    return parts.map(({ item }) => mapItem(item, { id: () => hash }))
  } catch {
    return null
  }
}

/** Texts of the first records, as the connector reads them. */
export function samplesOf({ beginning, recognised }: FileReading): readonly string[] {
  return beginning.shape.kind === 'json' ? samplesAt(beginning, tokensOf(recognised.list)) : beginning.samples
}

/** Columns with their samples and what they become. */
export function columnsOf({ beginning, columns }: FileReading, zone: string | undefined): FileColumn[] {
  return columns.length > 0
    ? [...columns]
    : guessedColumns(beginning, zone).columns.map((column) => ({ ...column, field: null, reason: '' }))
}

export function candidateOf({ recognised: { definition, confidence, reason } }: FileReading): Candidate {
  const isOwn = builtIns().some(({ name }) => name === definition.name)
  const { table: _, ...shown } = definition
  return { source: definition.name, title: definition.title, confidence, reason, ...(!isOwn && { definition: shown }) }
}

export const errorOf = (thrown: unknown): AppError | null => (thrown instanceof AppFailure ? thrown.error : null)

export const fallbackId = (text: string): string => sha256(Buffer.from(text, 'utf8'))
