import type { TimeRange } from '@contract/log.ts'
import type { CoverageHistory, RecheckResult } from '@contract/sync.ts'
import { dayMs } from '@contract/time-units.ts'
import type { Db, Prepare } from '../../sqlite/database.ts'
import type { SkippedRange } from './ledger.ts'

interface Stated {
  readonly days: number | null
  readonly oldest: number | null
}

/** What the cache has learned over time: what to leave out, what the tenant said it keeps, what vanished there. */
export class History {
  constructor(private readonly db: Db) {}

  get skipped(): SkippedRange[] {
    return this.db.prepare('SELECT "from", "to", cause FROM skipped ORDER BY "from"').all() as SkippedRange[]
  }

  /** What could not be taken of its page. */
  get leftOut(): SkippedRange[] {
    return this.skipped.filter(({ cause }) => cause !== 'skipped')
  }

  /** Leaves `range` out of every sync, or takes all of it in again. */
  skip(range: TimeRange, skip: boolean, at: number): void {
    const rest = this.skipped.flatMap((each) => {
      const { from, to } = each
      if (to <= range.from || from >= range.to) return [each]
      return [
        { ...each, to: range.from },
        { ...each, from: range.to },
      ].filter((piece) => piece.to > piece.from)
    })
    this.transaction(() => {
      this.db.exec('DELETE FROM skipped')
      const insert = this.db.prepare('INSERT INTO skipped ("from", "to", at, cause) VALUES (?, ?, ?, ?)')
      const wanted = skip ? [...rest, { ...range, cause: 'skipped' }] : rest
      for (const { from, to, cause } of wanted) insert.run(from, to, at, cause)
    })
  }

  /** Times of which entries were lost on this disk. */
  get damaged(): TimeRange[] {
    return this.db.prepare('SELECT "from", "to" FROM damaged ORDER BY "from"').all() as TimeRange[]
  }

  /** The tenant was asked for everything that it has: a loss of which nothing was known, not even when, is made good. */
  forgetUnknownDamage(): void {
    this.transaction(() => this.db.exec('DELETE FROM damaged WHERE "from" = 0'))
  }

  /** Keys that the tenant no longer sends. */
  get vanished(): number[] {
    return this.db.prepare('SELECT key FROM vanished').pluck().all() as number[]
  }

  /** Keeps what a re-check has shown: `vanished` are gone, `back` are there. */
  recheck(result: RecheckResult, back: readonly number[], vanished: readonly number[]): void {
    const { range, at, equal, differ, fresh } = result
    this.transaction(() => {
      const forget = this.db.prepare('DELETE FROM vanished WHERE key = ?')
      for (const key of back) forget.run(key)
      const note = this.db.prepare('INSERT OR IGNORE INTO vanished (key, noticed_at) VALUES (?, ?)')
      for (const key of vanished) note.run(key, at)
      this.db
        .prepare('INSERT OR REPLACE INTO recheck (at, "from", "to", equal, differ, vanished, fresh) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(at, range.from, range.to, equal, differ, result.vanished, fresh)
    })
  }

  get rechecks(): CoverageHistory['rechecks'] {
    const rows = this.db.prepare('SELECT * FROM recheck ORDER BY at DESC LIMIT 20').all() as (TimeRange & Omit<RecheckResult, 'range'>)[]
    return rows.map(({ from, to, ...counts }) => ({ range: { from, to }, ...counts }))
  }

  get retention(): CoverageHistory['retention'] {
    return this.db
      .prepare('SELECT observed_at AS observedAt, days, oldest FROM retention_seen ORDER BY rowid DESC LIMIT 100')
      .all() as CoverageHistory['retention']
  }

  private transaction(work: () => void): void {
    this.db.transaction(work).immediate()
  }
}

/** Keeps the retention a page stated when it says something else than the one before. Call inside the page's transaction. */
export function writeRetention(prepare: Prepare, stated: Stated, observedAt: number): void {
  const last = prepare('SELECT days, oldest FROM retention_seen ORDER BY rowid DESC LIMIT 1').get() as Stated | undefined
  const moved =
    last?.oldest == null || stated.oldest === null ? last?.oldest !== stated.oldest : Math.abs(stated.oldest - last.oldest) >= dayMs
  if (last?.days === stated.days && !moved) return
  prepare('INSERT INTO retention_seen (observed_at, days, oldest) VALUES (?, ?, ?)').run(observedAt, stated.days, stated.oldest)
}
