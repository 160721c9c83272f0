import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { chunksOf, readEntries } from './read.ts'
import { entriesEnd, entriesHead, entryRows } from './report/entries.ts'
import { reportHead } from './report/head.ts'

/** A page that needs nothing else: no script, no picture, no network. */
export async function writeHtml(job: Job): Promise<FormatNotes> {
  const { store, keys, signal, request } = job
  const file = await job.part(1)
  await file.write(reportHead(job.summary))
  if (keys.length > 0) await file.write(entriesHead)
  let done = 0
  for await (const chunk of chunksOf(keys, signal)) {
    let rows = ''
    for (const { key, raw, hash } of await readEntries(store, chunk, signal)) {
      const entry = store.connector.mapItem(raw.toString('utf8'), { id: () => hash.toString('hex'), time: store.columns.time[key] ?? 0 })
      rows += entryRows(entry, request.zone)
    }
    await file.write(rows)
    job.progress((file.entries = done += chunk.length))
  }
  await file.write(keys.length > 0 ? entriesEnd : '<p>No entries match.</p>\n')
  await file.write(
    '<footer>The SHA-256 of this file is in the ledger of exports of the application that wrote it.</footer>\n</body>\n</html>\n',
  )
  return {}
}
