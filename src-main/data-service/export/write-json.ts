import { marksIn, type MarkName } from '@contract/marks.ts'
import { isoTime } from './iso-time.ts'
import { manifestOf, type FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import type { OutputFile } from './output-file.ts'
import { EntryTexts } from './read.ts'
import { stepEntries, Turns } from './turns.ts'

const lineFeed = 10
const carriageReturn = 13
const space = 32

/** An item that the tenant sent over several lines; JSON strings hold no line break, so a space means the same. */
function onOneLine(raw: Buffer): Buffer {
  if (!raw.includes(lineFeed) && !raw.includes(carriageReturn)) return raw
  return Buffer.from(raw.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte)))
}

/** The texts as received, with `between` after each but the last, and `after` at the end. @returns how many were brought onto one line, and how many are rows */
async function writeTexts({ store, keys, signal, progress }: Job, file: OutputFile, between: Buffer, after: Buffer): Promise<Written> {
  const texts = new EntryTexts(store)
  const turns = new Turns(signal)
  let [joined, rows] = [0, 0]
  const hasRows = store.sources.all.some(({ recordOf }) => recordOf !== undefined)
  const last = keys.length - 1
  for (let i = 0; i <= last; i++) {
    if (i % stepEntries === 0) {
      if (turns.due) {
        progress((file.entries = i))
        await turns.give()
      }
      const coming = texts.prepare(keys, i, Math.min(keys.length, i + stepEntries))
      if (coming) await turns.waitFor(coming)
    }
    texts.find(keys[i] as number)
    const recordOf = hasRows ? store.reread.connectorOf(keys[i] as number).recordOf : undefined
    if (recordOf) {
      rows++
      await file.write(Buffer.from(recordOf(texts.bytes.toString('utf8', texts.start, texts.end)), 'utf8'))
    } else if (texts.mayHaveLineBreaks) {
      const raw = texts.bytes.subarray(texts.start, texts.end)
      const line = onOneLine(raw)
      if (line !== raw) joined++
      await file.write(line)
    }
    // No waiting where there is room: a promise an entry would cost more than the copy.
    else if (!file.take(texts.bytes, texts.start, texts.end)) await file.write(texts.bytes.subarray(texts.start, texts.end))
    const separator = i < last ? between : after
    if (!file.take(separator)) await file.write(separator)
  }
  file.entries = keys.length
  return { joined, rows }
}

interface Written {
  readonly joined: number
  /** Rows of tables: no JSON; what stands for each is the record that its definition reads. */
  readonly rows: number
}

const rowsNoted = ({ rows }: Written): object =>
  rows === 0
    ? {}
    : { ofRows: rows, ofRowsMeans: 'rows of tables, which are no JSON: each stands there as the record that its definition reads' }

/** One line an entry, the text as the tenant sent it, byte for byte. */
export async function writeNdjson(job: Job): Promise<FormatNotes> {
  const file = await job.part(1)
  const end = Buffer.from('\n')
  const written = await writeTexts(job, file, end, end)
  const { joined } = written
  return {
    entriesAre: 'the text as received, byte for byte, one a line',
    markedLines: markedIn(job),
    ...rowsNoted(written),
    ...(joined > 0 && { onOneLine: joined, onOneLineMeans: 'sent over several lines: line breaks became spaces, which changes no value' }),
  }
}

/**
 * `{"manifest": …, "entries": [ … ], "marks": { … }}` with the tenant's own objects, and with notes `"bookmarks": [ … ]`, each by the id of its entry. Marks are
 * outside of the entries: these are as the tenant sent them.
 */
export async function writeJson(job: Job): Promise<FormatNotes> {
  const file = await job.part(1)
  const hasRows = job.store.sources.all.some(({ recordOf }) => recordOf !== undefined)
  const notes = {
    entriesAre: 'the objects as received',
    ...(hasRows && { rowsAre: 'of tables, each the record that its definition reads' }),
  }
  await file.write(`{"manifest":${JSON.stringify(manifestOf(job.summary, notes, null, null), null, 1)},\n"entries":[\n`)
  await writeTexts(job, file, Buffer.from(',\n'), Buffer.from('\n'))
  await file.write(']')
  await file.write(`,\n"marks":${JSON.stringify(markedIn(job))}`)
  if (job.request.notes) await file.write(`,\n"bookmarks":[\n${bookmarksOf(job).join(',\n')}\n]`)
  await file.write('}\n')
  return notes
}

/** By mark, the places of the entries that have it, from 1. */
function markedIn({ keys, store }: Job): Readonly<Record<string, readonly number[]>> {
  const places = new Map<MarkName, number[]>()
  for (const [i, key] of keys.entries()) {
    for (const name of marksIn(store.columns.marks[key] as number)) {
      const known = places.get(name)
      if (known) known.push(i + 1)
      else places.set(name, [i + 1])
    }
  }
  return Object.fromEntries(places)
}

function bookmarksOf({ keys, notes }: Job): string[] {
  return [...keys].flatMap((key) => {
    const noted = notes.get(key)
    if (!noted) return []
    const { entryId, note, tags, author, changedAt } = noted
    return [JSON.stringify({ entry: entryId, note, tags, case: noted.case, author, changedAt: isoTime(changedAt, 'UTC') })]
  })
}
