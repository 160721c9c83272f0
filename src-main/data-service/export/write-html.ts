import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { EntryTexts } from './read.ts'
import { isChronology, notesBetween } from './case-chronology.ts'
import { caseHtml, noteRow } from './report/case.ts'
import { ReportTable } from './report/entries.ts'
import { reportHead } from './report/head.ts'
import { sectionsOf } from './report/sections.ts'
import { stepEntries, Turns } from './turns.ts'

/** A page that needs nothing else: no script, no picture, no network. */
export async function writeHtml(job: Job): Promise<FormatNotes> {
  const file = await job.part(1)
  for await (const { text, entries } of reportPieces(job)) {
    await file.write(text)
    file.entries = entries
  }
  return {}
}

/** The report piece by piece, with the entries that are in it so far. */
export async function* reportPieces(job: Job): AsyncGenerator<{ readonly text: string; readonly entries: number }> {
  const { store, keys, notes, signal, request, progress } = job
  const table = new ReportTable(request)
  const texts = new EntryTexts(store)
  const turns = new Turns(signal)
  // Only a report draws with it.
  const { fontFaces } = await import('./report/fonts.ts')
  const isByTime = (request.sort ?? 'time') === 'time'
  const sections = isByTime ? sectionsOf(keys, store.columns.time, request.zone) : []
  const coming = [...sections]
  const { case: record } = job.summary
  const between = notesBetween(job)
  const notesAfter = (entries: number): string =>
    (record &&
      between
        .get(entries)
        ?.map((note) => noteRow(note, record, request.zone, table.columns.length))
        .join('')) ??
    ''
  const caseText = record ? caseHtml(record, request.zone, isChronology(job) ? [] : record.notes) : ''
  yield {
    text: reportHead(job.summary, sections, fontFaces, caseText) + (keys.length > 0 && sections.length === 0 ? table.begin(null) : ''),
    entries: 0,
  }
  for (let at = 0; at < keys.length;) {
    const [section] = coming
    let rows = ''
    if (section?.first === at) {
      rows += (at > 0 ? table.end : '') + table.begin(section)
      coming.shift()
    }
    if (at === 0) rows += notesAfter(0)
    const end = Math.min(keys.length, at + stepEntries, coming[0]?.first ?? Infinity)
    for (; at < end; at++) {
      const key = keys[at] as number
      texts.find(key)
      const state = store.columns.state[key] as number
      rows += table.rows(texts.entry(), {
        noted: notes.get(key),
        hash: texts.recordedHash,
        row: at + 1,
        state,
        receivedAt: texts.receivedAt,
        marks: store.columns.marks[key] as number,
      })
      rows += notesAfter(at + 1)
    }
    yield { text: rows, entries: at }
    if (turns.due) {
      progress(at)
      await turns.give()
    }
  }
  yield { text: `${keys.length > 0 ? table.end : '<p>No entries match.</p>\n'}${ending}`, entries: keys.length }
}

const ending = '<footer>The SHA-256 of this file is in the ledger of exports of the application that wrote it.</footer>\n</body>\n</html>\n'
