import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AuditEntry } from '@contract/entry.ts'
import { dayMs } from '@contract/time-units.ts'
import { removeFolder } from '../files/files.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import { readingAskedBy, tellOf, type ReadingOptions } from './import.ts'
import type { CliPorts } from './ports.ts'
import { entryLine, jsonLine, visible } from './printing.ts'

export interface TryOptions extends ReadingOptions {
  readonly json?: boolean
}

/** Maps files and prints the entries, without keeping anything: then what nothing is taken from, and what was assumed. */
export async function tryFiles(files: readonly string[], options: TryOptions, ports: CliPorts): Promise<ExitCode> {
  if (files.length === 0) throw new UsageFailure('Name the files to try.')
  const asked = readingAskedBy(options)
  // A data service has a folder; of this one nothing stays.
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-try-'))
  let written = Promise.resolve()
  const print = (entry: AuditEntry): string => (options.json ? entryLine(entry) : plainLine(entry))
  const hears = {
    'files.tried': ({ entries }: { entries: readonly AuditEntry[] }) => {
      written = written.then(() => ports.out(entries.map(print).join('')))
    },
  }
  const service = await ports.openService(folder, () => undefined, hears)
  try {
    const paths = files.map((file) => resolve(file))
    const done = await service.call('files.try', { ...asked, paths }, { signal: ports.signal, timeoutMs: dayMs })
    await written
    tellOf({ ...done, title: done.source.title, source: done.source.source }, ports)
    const { unread, assumed, capped, invalid } = done
    if (options.json)
      await ports.out(jsonLine({ unread, assumed, capped: capped.map(({ file }) => file), source: done.source.source, invalid }))
    else if (unread.length > 0) ports.err(`Nothing is taken from: ${unread.map(visible).join(', ')}\n`)
    return exitCode.done
  } finally {
    await service.close()
    removeFolder(folder)
  }
}

function plainLine({ timestamp, actor, action, target, status }: AuditEntry): string {
  return `${[timestamp, actor.email || actor.name || actor.id || '', action, target?.email ?? target?.name ?? '', status].map(visible).join('\t')}\n`
}
