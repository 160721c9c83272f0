import type { LedgerInterval, UnfinishedWalk } from '@contract/service.ts'
import type { Prepare } from '../../sqlite/database.ts'
import { heldBySync, Imports } from '../imports.ts'
import type { KeyRun } from '../key-runs.ts'
import type { SkippedRange } from './ledger.ts'
import { writeRetention } from './history.ts'
import { retentionIn } from './retention.ts'

/** Where the cache remembers when all that is newer than its newest entry was last asked for, by this machine's clock, ms. */
export const askedAtMeta = 'askedAt'

export interface WalkRow extends UnfinishedWalk {
  /** It ended with a failure that only a person can mend. */
  readonly failed: boolean
}

export interface Bookkeeping {
  readonly coverage: readonly LedgerInterval[]
  readonly walk: WalkRow | null
  readonly meta: Readonly<Record<string, string>>
  /** Times that are noted as left out from here on. */
  readonly leftOut?: readonly SkippedRange[]
  /** Keys that an import brought and a sync has found now: they stay when the import is taken back. */
  readonly synced?: readonly KeyRun[]
}

export function readBookkeeping(prepare: Prepare): Bookkeeping {
  const coverage = prepare('SELECT "from", "to", fetched_at, settled, sweeps, narrowed FROM coverage ORDER BY "from", narrowed').all() as {
    from: number; to: number; fetched_at: number; settled: number; sweeps: number; narrowed: string | null
  }[] // prettier-ignore
  const walk = prepare('SELECT * FROM walk').get() as
    {
        window_from: number | null; window_to: number | null; top: number; edge: number
        cursor: string | null; orderly: number; failed: number; low: number | null
        asked_from: number | null; asked_to: number | null; asked_by: string | null
      } | undefined // prettier-ignore
  const meta = prepare('SELECT name, value FROM meta').all() as { name: string; value: string }[]
  return {
    coverage: coverage.map(({ fetched_at, settled, ...interval }) => ({ ...interval, fetchedAt: fetched_at, settled: settled === 1 })),
    walk: walk
      ? {
          window: { from: walk.window_from, to: walk.window_to },
          top: walk.top,
          edge: walk.edge,
          cursor: walk.cursor,
          asked: { window: { from: walk.asked_from, to: walk.asked_to }, by: walk.asked_by },
          orderly: walk.orderly === 1,
          low: walk.low,
          failed: walk.failed === 1,
        }
      : null,
    meta: Object.fromEntries(meta.map(({ name, value }) => [name, value])),
  }
}

/** Call inside the transaction of the rows it accounts for. */
export function writeBookkeeping(prepare: Prepare, { coverage, walk, meta, leftOut = [], synced = [] }: Bookkeeping): void {
  prepare('DELETE FROM coverage').run()
  prepare('DELETE FROM walk').run()
  const insert = prepare('INSERT INTO coverage ("from", "to", fetched_at, settled, sweeps, narrowed) VALUES (?, ?, ?, ?, ?, ?)')
  for (const piece of coverage) insert.run(piece.from, piece.to, piece.fetchedAt, piece.settled ? 1 : 0, piece.sweeps, piece.narrowed)
  if (walk) {
    const { window, top, edge, cursor, asked, orderly, low, failed } = walk
    prepare(
      'INSERT INTO walk (one, window_from, window_to, top, edge, cursor, asked_from, asked_to, asked_by, orderly, low, failed) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      ...[window.from, window.to, top, edge, cursor, asked.window.from, asked.window.to, asked.by, orderly ? 1 : 0, low, failed ? 1 : 0],
    )
  }
  const skip = prepare('INSERT OR IGNORE INTO skipped ("from", "to", at, cause) VALUES (?, ?, ?, ?)')
  for (const { from, to, cause } of leftOut) skip.run(from, to, Date.now(), cause)
  if (synced.length > 0) new Imports(prepare).hold(heldBySync, synced, false)
  const set = prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(meta)) set.run(name, value)
  const stated = retentionIn(meta)
  if (stated) writeRetention(prepare, stated, stated.observedAt)
}
