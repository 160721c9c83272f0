import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { EntryTexts } from './read.ts'
import { entriesEnd, entriesHead, entryRows } from './report/entries.ts'
import { reportHead } from './report/head.ts'
import { stepEntries, Turns } from './turns.ts'

/** A page that needs nothing else: no script, no picture, no network. */
export async function writeHtml(job: Job): Promise<FormatNotes> {
  const { store, keys, signal, request, progress } = job
  const texts = new EntryTexts(store)
  const turns = new Turns(signal)
  const file = await job.part(1)
  await file.write(reportHead(job.summary))
  if (keys.length > 0) await file.write(entriesHead)
  for (let at = 0; at < keys.length;) {
    const end = Math.min(keys.length, at + stepEntries)
    let rows = ''
    for (; at < end; at++) {
      const key = keys[at] as number
      texts.find(key)
      rows += entryRows(texts.entry(key), request.zone)
    }
    await file.write(rows)
    file.entries = at
    if (turns.due) {
      progress(at)
      await turns.give()
    }
  }
  await file.write(keys.length > 0 ? entriesEnd : '<p>No entries match.</p>\n')
  await file.write(
    '<footer>The SHA-256 of this file is in the ledger of exports of the application that wrote it.</footer>\n</body>\n</html>\n',
  )
  return {}
}
