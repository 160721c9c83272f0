import { fail } from '@contract/errors.ts'
import type { Job } from './job.ts'
import type { FormatNotes } from './manifest.ts'
import { reportPieces } from './write-html.ts'

/** The report, printed by who can: the application's window system. */
export async function writePdf(job: Job): Promise<FormatNotes> {
  const { print } = job
  if (!print)
    throw fail(
      'invalid-request',
      'A PDF is made by the application’s own executable, not by plain Node.',
      'Use the installed application’s command or its window, or export as html and print that.',
    )
  const file = await job.part(1)
  let html = ''
  for await (const { text, entries } of reportPieces(job)) {
    html += text
    file.entries = entries
  }
  await file.write(await print(html, job.signal))
  return {}
}
