import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { EntryTexts } from './read.ts'
import { ReportTable } from './report/entries.ts'
import { reportHead } from './report/head.ts'
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
  yield { text: reportHead(job.summary) + (keys.length > 0 ? table.head : ''), entries: 0 }
  for (let at = 0; at < keys.length;) {
    const end = Math.min(keys.length, at + stepEntries)
    let rows = ''
    for (; at < end; at++) {
      const key = keys[at] as number
      texts.find(key)
      rows += table.rows(texts.entry(), { noted: notes.get(key), hash: texts.recordedHash })
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
