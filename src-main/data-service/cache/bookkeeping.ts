import type { CoverageInterval } from '@contract/sync.ts'
import type { UnfinishedWalk } from '@contract/service.ts'
import type { Db } from '../sqlite/open.ts'

export interface WalkRow extends UnfinishedWalk {
  /** Pages have come newest first so far; only then may coverage grow before the walk ends. */
  readonly orderly: boolean
}

export interface Bookkeeping {
  readonly coverage: readonly CoverageInterval[]
  readonly walk: WalkRow | null
  readonly meta: Readonly<Record<string, string>>
}

export function readBookkeeping(db: Db): Bookkeeping {
  const coverage = db.prepare('SELECT "from", "to", fetched_at, settled, narrowed FROM coverage ORDER BY "from"').all() as {
    from: number; to: number; fetched_at: number; settled: number; narrowed: string | null
  }[] // prettier-ignore
  const walk = db.prepare('SELECT * FROM walk').get() as
    { window_from: number | null; window_to: number | null; top: number; edge: number; cursor: string | null; orderly: number } | undefined
  const meta = db.prepare('SELECT name, value FROM meta').all() as { name: string; value: string }[]
  return {
    coverage: coverage.map(({ fetched_at, settled, ...interval }) => ({ ...interval, fetchedAt: fetched_at, settled: settled === 1 })),
    walk: walk
      ? {
          window: { from: walk.window_from, to: walk.window_to },
          top: walk.top,
          edge: walk.edge,
          cursor: walk.cursor,
          orderly: walk.orderly === 1,
        }
      : null,
    meta: Object.fromEntries(meta.map(({ name, value }) => [name, value])),
  }
}

/** Call inside the transaction of the rows it accounts for. */
export function writeBookkeeping(db: Db, { coverage, walk, meta }: Bookkeeping): void {
  db.exec('DELETE FROM coverage; DELETE FROM walk')
  const insert = db.prepare('INSERT INTO coverage ("from", "to", fetched_at, settled, narrowed) VALUES (?, ?, ?, ?, ?)')
  for (const piece of coverage) insert.run(piece.from, piece.to, piece.fetchedAt, piece.settled ? 1 : 0, piece.narrowed)
  if (walk) {
    db.prepare('INSERT INTO walk (one, window_from, window_to, top, edge, cursor, orderly) VALUES (1, ?, ?, ?, ?, ?, ?)').run(
      walk.window.from,
      walk.window.to,
      walk.top,
      walk.edge,
      walk.cursor,
      walk.orderly ? 1 : 0,
    )
  }
  const set = db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(meta)) set.run(name, value)
}
