import type { EventPayload } from '@contract/events.ts'
import type { BadRow, CappedFile, FileColumn, FileLook, ImportLook, PassedOver, ReadingAsked } from '@contract/import.ts'
import type { ServiceAnswer } from '@contract/service.ts'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import type { AuditEntry } from '@contract/entry.ts'
import { sha256 } from '../bytes/sha256.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { unmappedIn } from '../connector/dry-run.ts'
import { sentEntry } from '../connector/sent-entry.ts'
import { shownCopy } from '../whole-entries.ts'
import { beginningOf, mostSampled } from './beginning.ts'
import { guessedColumns } from './guess.ts'
import { inputFiles, type InputFile } from './readers/inputs.ts'
import {
  candidateOf,
  candidates,
  columnsOf,
  entriesIn,
  errorOf,
  guessed,
  knownDefinitions,
  readingOf,
  samplesOf,
  type FileReading,
} from './reading.ts'
import { cancelled, recordsOf } from './records.ts'

const mostDescribed = 100
const shownEntries = 20
const longestRaw = 20_000

export interface Asked extends ReadingAsked {
  readonly paths: readonly string[]
}

/** What files are. */
export async function lookAt(asked: Asked, signal: AbortSignal): Promise<ImportLook> {
  const inputs = await inputFiles(asked.paths)
  const files: FileLook[] = []
  const bytesOf = new Map<string, number>()
  for (const input of inputs.slice(0, mostDescribed)) {
    if (signal.aborted) throw cancelled()
    const look = await lookAtFile(input, asked)
    files.push(look)
    const [best] = look.candidates
    if (best) bytesOf.set(best.source, (bytesOf.get(best.source) ?? 0) + look.bytes)
  }
  const [most] = [...bytesOf].sort((a, b) => b[1] - a[1])
  const best = files.flatMap((file) => file.candidates.slice(0, 1)).find(({ source }) => source === most?.[0]) ?? null
  return { files, found: inputs.length, best }
}

async function lookAtFile(input: InputFile, asked: Asked): Promise<FileLook> {
  const nothing = {
    file: input.name,
    bytes: input.bytes,
    kind: null,
    encoding: asked.encoding ?? 'utf-8',
    columns: [],
    candidates: [],
  } as const
  try {
    const beginning = await beginningOf(input, asked.encoding)
    const { shape, encoding } = beginning
    const found = asked.source === undefined ? candidates(beginning, asked, knownDefinitions()) : [await readingOf(input, asked, [])]
    let guess: FileReading | null = null
    let problem: FileLook['problem'] = null
    try {
      guess = asked.source === undefined ? guessed(beginning, asked) : null
    } catch (thrown) {
      if (found.length === 0) problem = errorOf(thrown)
    }
    const columns = guess?.columns ?? (found[0] ? columnsOf(found[0], asked.zone) : guessedColumns(beginning, asked.zone).columns)
    const all = guess ? [...found, guess] : found
    return {
      ...nothing,
      kind: shape.kind,
      encoding,
      ...('separator' in shape && { separator: shape.separator }),
      columns: [...columns],
      candidates: all.map(candidateOf),
      problem,
    }
  } catch (thrown) {
    const problem = errorOf(thrown)
    if (!problem) throw thrown
    return { ...nothing, columns: [], candidates: [], problem }
  }
}

/** Files that are read, and those of folders and archives that are none. Fails where nothing at all can be read. */
export async function readingsOf(
  asked: Asked,
  own: readonly ConnectorDefinition[],
): Promise<{ readonly readings: readonly FileReading[]; readonly passedOver: readonly PassedOver[] }> {
  const inputs = await inputFiles(asked.paths)
  const known = knownDefinitions(...own)
  const readings: FileReading[] = []
  const passedOver: PassedOver[] = []
  let first: Error | undefined
  for (const input of inputs) {
    try {
      readings.push(await readingOf(input, asked, known))
    } catch (thrown) {
      // A file that was named has to be one; in a folder there are others beside.
      const isInside = input.name.includes('/')
      if (!isInside || errorOf(thrown)?.code !== 'file-unknown') throw thrown
      first ??= thrown as Error
      passedOver.push({ file: input.name, reason: errorOf(thrown)?.message ?? '' })
    }
  }
  if (readings.length === 0) throw first ?? fail('file-empty', 'There are no files to read.', 'Choose the folder that the files are in.')
  return { readings, passedOver }
}

/** What reading would make of files, from the beginning of the first one. */
export async function preview(asked: Asked): Promise<ServiceAnswer<'files.preview'>> {
  const { readings } = await readingsOf(asked, [])
  const reading = mainOf(readings)
  const samples = samplesOf(reading)
  const records = samples.map((text, i) => ({ text, line: i + 1, entries: mapped(reading, text) }))
  const entries = records.flatMap(({ entries, text }) => (entries ?? []).map((entry) => ({ entry, text })))
  const times = entries.flatMap(({ entry }) => entry.occurredAt ?? [])
  const bad = records.flatMap(({ text, line, entries: own }) => badOf(reading, text, line, own))
  return {
    source: candidateOf(reading),
    read: samples.length,
    whole: readings.length === 1 && reading.beginning.isWhole && samples.length < mostSampled,
    entries: entries.slice(0, shownEntries).map(({ entry, text }) => ({ entry: sentEntry(entry), ...shownRaw(text) })),
    unread: unreadIn(reading, samples),
    assumed: reading.assumed,
    from: least(times),
    to: times.length === 0 ? null : Math.max(...times),
    invalid: bad.length,
    bad: bad.slice(0, shownEntries),
    columns: columnsOf(reading, asked.zone),
  }
}

/** The one that reads the largest file. */
export function mainOf(readings: readonly FileReading[]): FileReading {
  return readings.reduce((most, each) => (each.beginning.input.bytes > most.beginning.input.bytes ? each : most))
}

function badOf({ beginning }: FileReading, text: string, line: number, entries: readonly MappedEntry[] | null): BadRow[] {
  const reasons = entries ? entries.flatMap(({ parseError }) => parseError ?? []) : ['is not JSON']
  return reasons.map((reason) => ({ file: beginning.input.name, line, reason, ...shownRaw(text) }))
}

const mapped = ({ connector }: FileReading, text: string): readonly MappedEntry[] | null =>
  entriesIn(connector, text, sha256(Buffer.from(text, 'utf8')))

const shownRaw = (raw: string) => (raw.length > longestRaw ? { raw: raw.slice(0, longestRaw), cutOf: Buffer.byteLength(raw) } : { raw })

/** Members, or columns, of which the mapping takes nothing. */
export function unreadIn({ connector }: FileReading, samples: readonly string[]): string[] {
  const records = samples.flatMap((text) => {
    try {
      return [JSON.parse(connector.recordOf?.(text) ?? text) as unknown]
    } catch {
      return []
    }
  })
  // That a column stands for a part of an id that the records have not tells nobody what it holds.
  const { id, ...mapping } = connector.definition.entry
  const isHashed = typeof id === 'object' && 'hash' in id
  return unmappedIn(records.slice(0, 100), { ...mapping, id: isHashed ? '' : id })
}

const least = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times))

const toldAtOnce = 200

/** Maps all of the files without keeping anything. `tell` is told of the entries. */
export async function tryFiles(
  asked: Asked,
  signal: AbortSignal,
  tell: (told: EventPayload<'files.tried'>) => void,
): Promise<ServiceAnswer<'files.try'>> {
  const { readings, passedOver } = await readingsOf(asked, [])
  const bad: BadRow[] = []
  const capped: CappedFile[] = []
  let [read, invalid] = [0, 0]
  const waiting: AuditEntry[] = []
  const note = (row: BadRow): void => {
    invalid++
    if (bad.length < toldAtOnce) bad.push(row)
  }
  for (const reading of readings) {
    const file = reading.beginning.input.name
    let rows = 0
    for await (const { body, starts, ends, lines, bad: broken } of recordsOf(reading, signal)) {
      rows += starts.length + broken.length
      for (const { line, reason, raw } of broken) note({ file, line, reason, ...shownRaw(raw.toString('utf8')) })
      for (let i = 0; i < starts.length; i++) {
        const raw = body.subarray(starts[i], ends[i])
        const text = raw.toString('utf8')
        const entries = mapped(reading, text)
        for (const row of badOf(reading, text, lines[i] as number, entries)) note(row)
        for (const entry of entries ?? []) waiting.push(shownCopy(reading.connector, entry, raw, sha256(raw)).entry)
        if (waiting.length >= toldAtOnce) tell({ entries: waiting.splice(0) })
      }
    }
    read += rows
    if (rows === reading.recognised.form.cap) capped.push({ file, rows })
  }
  if (waiting.length > 0) tell({ entries: waiting })
  const reading = mainOf(readings)
  const columns: FileColumn[] = [...reading.columns]
  const unread = [...new Set(readings.slice(0, 20).flatMap((each) => unreadIn(each, samplesOf(each))))]
  return {
    source: candidateOf(reading),
    read,
    invalid,
    bad,
    unread,
    assumed: reading.assumed,
    capped,
    passedOver: [...passedOver],
    columns,
  }
}
