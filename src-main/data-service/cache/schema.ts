import type { DatabaseKind } from '../sqlite/database.ts'
import { cacheLabels } from './damage.ts'
import { CacheSeals } from './seals.ts'

/**
 * The cache is append-only. An entry's key is its sequence number in order of arrival; a block holds the raw texts of
 * consecutive keys, compressed together, and beside it the same entries as packed columns of dictionary ids.
 *
 * - `block.raw` and `dictionary` hold what the tenant said; `block_columns`, `block_changes`, `block_marks`, `block_told`,
 *   `summary` and `replay` are derived from them and may be deleted.
 * - `late` marks entries that arrived in a time that had been fetched before: known at that moment only.
 * - `vanished` marks keys that a re-check no longer found at the tenant; `retention_seen`, `recheck` and `skipped` are the ledger's history.
 * - `version` links another text for the same id to the entry first received.
 * - `damaged` are times of which entries were lost on this disk; until they are fetched again they are gaps.
 * - `seal` and the columns of that name hold checksums (`seals.ts`); a block from before there were any is told by its SHA-256.
 * - `block.source` names who reads the block's texts, by `source`; null for the tenant's connector.
 * - `import` are files that were imported; `import_run` says which keys an import brought, and which it found here (0: what a sync found
 *   that an import had brought); `import_bad` holds records that did not fit, `import_sealed` what a source's digests say of its files.
 * - `first_answer` is what a window shows first. It goes, in the same transaction, with anything that it was made of: by triggers, so
 *   that nobody who writes has to think of it.
 */
export const cacheDatabase: DatabaseKind = {
  ...cacheLabels,
  synchronous: 'NORMAL',
  newer: 'cache-newer',
  seals: { since: 9, of: (db) => new CacheSeals(db) },
  migrations: [
    {
      version: 1,
      up: (db) => {
        db.exec(`
          CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE dictionary (
            kind INTEGER NOT NULL, id INTEGER NOT NULL, a TEXT, b TEXT, c TEXT, d TEXT,
            PRIMARY KEY (kind, id)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE block (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL,
            codec INTEGER NOT NULL, raw BLOB NOT NULL, sha256 BLOB NOT NULL
          ) STRICT;
          CREATE TABLE block_columns (first INTEGER PRIMARY KEY, layout INTEGER NOT NULL, columns BLOB NOT NULL) STRICT;
          CREATE TABLE version (of INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (of, key)) WITHOUT ROWID, STRICT;
          CREATE TABLE late (key INTEGER PRIMARY KEY) STRICT;
          CREATE TABLE coverage (
            "from" INTEGER PRIMARY KEY, "to" INTEGER NOT NULL, fetched_at INTEGER NOT NULL,
            settled INTEGER NOT NULL, narrowed TEXT
          ) STRICT;
          CREATE TABLE walk (
            one INTEGER PRIMARY KEY CHECK (one = 1), window_from INTEGER, window_to INTEGER,
            top INTEGER NOT NULL, edge INTEGER NOT NULL, cursor TEXT, orderly INTEGER NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 2,
      up: (db) => {
        db.exec('CREATE TABLE block_changes (first INTEGER PRIMARY KEY, layout INTEGER NOT NULL, tokens BLOB NOT NULL) STRICT')
      },
    },
    {
      version: 3,
      up: (db) => {
        // What counted as settled by the rule of that time stays so: to read a year again would prove little.
        db.exec(`
          ALTER TABLE coverage ADD COLUMN sweeps INTEGER NOT NULL DEFAULT 0;
          UPDATE coverage SET sweeps = 3 WHERE settled = 1;
          ALTER TABLE walk ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE skipped ("from" INTEGER PRIMARY KEY, "to" INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
          CREATE TABLE retention_seen (observed_at INTEGER NOT NULL, days REAL, oldest INTEGER) STRICT;
          CREATE TABLE vanished (key INTEGER PRIMARY KEY, noticed_at INTEGER NOT NULL) STRICT;
          CREATE TABLE recheck (
            at INTEGER PRIMARY KEY, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL,
            equal INTEGER NOT NULL, differ INTEGER NOT NULL, vanished INTEGER NOT NULL, fresh INTEGER NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 4,
      up: (db) => {
        // What was fetched through a filter at the source may begin where something whole begins.
        db.exec(`
          CREATE TABLE ledger (
            "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, fetched_at INTEGER NOT NULL,
            settled INTEGER NOT NULL, sweeps INTEGER NOT NULL, narrowed TEXT
          ) STRICT;
          INSERT INTO ledger SELECT "from", "to", fetched_at, settled, sweeps, narrowed FROM coverage;
          DROP TABLE coverage;
          ALTER TABLE ledger RENAME TO coverage;
          ALTER TABLE walk ADD COLUMN low INTEGER;
        `)
      },
    },
    {
      version: 5,
      up: (db) => {
        db.exec(`
          CREATE TABLE block_summary (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, layout INTEGER NOT NULL, strays INTEGER NOT NULL, runs BLOB NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 6,
      up: (db) => {
        // Last, because it is the longer and seldom needed.
        db.exec('ALTER TABLE block_summary ADD COLUMN lists BLOB')
      },
    },
    {
      version: 7,
      up: (db) => {
        // Of many blocks together; made anew when nothing else is to be done. The larger and the less needed last.
        db.exec(`
          DROP TABLE block_summary;
          CREATE TABLE summary (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, layout INTEGER NOT NULL,
            strays BLOB NOT NULL, runs BLOB NOT NULL, texts BLOB NOT NULL, lists BLOB NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 8,
      up: (db) => {
        db.exec(`
          CREATE TABLE first_answer (
            one INTEGER PRIMARY KEY CHECK (one = 1), request TEXT NOT NULL, layout INTEGER, casework TEXT, answer TEXT
          ) STRICT;
        `)
        for (const table of ['block', 'block_columns', 'version', 'late', 'vanished']) {
          for (const write of ['INSERT', 'UPDATE', 'DELETE']) {
            db.exec(`
              CREATE TRIGGER first_answer_${table}_${write.toLowerCase()} AFTER ${write} ON ${table} BEGIN
                UPDATE first_answer SET answer = NULL WHERE answer IS NOT NULL;
              END;
            `)
          }
        }
      },
    },
    {
      version: 9,
      up: (db) => {
        db.exec(`
          CREATE TABLE seal (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE damaged ("from" INTEGER NOT NULL, "to" INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
          ALTER TABLE block ADD COLUMN seal INTEGER;
          ALTER TABLE block_columns ADD COLUMN seal INTEGER;
          ALTER TABLE block_changes ADD COLUMN seal INTEGER;
          UPDATE block_columns SET seal = seal_of(first, layout, columns);
          UPDATE block_changes SET seal = seal_of(first, layout, tokens);
          ALTER TABLE first_answer ADD COLUMN seal INTEGER;
          UPDATE first_answer SET answer = NULL;
          DROP TABLE summary;
          CREATE TABLE summary (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, layout INTEGER NOT NULL,
            seal INTEGER NOT NULL, texts_seal INTEGER NOT NULL, lists_seal INTEGER NOT NULL,
            strays BLOB NOT NULL, runs BLOB NOT NULL, texts BLOB NOT NULL, lists BLOB NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 10,
      up: (db) => {
        // A cursor whose request was not noted is not gone on with: it may have been issued for another window. What ends
        // later than it was fetched and counts as settled was claimed by a clock that was ahead: it is read once more.
        db.exec(`
          ALTER TABLE walk ADD COLUMN asked_from INTEGER;
          ALTER TABLE walk ADD COLUMN asked_to INTEGER;
          ALTER TABLE walk ADD COLUMN asked_by TEXT;
          UPDATE walk SET cursor = NULL;
          UPDATE coverage SET settled = 0, sweeps = 0 WHERE sweeps > 0 AND "to" > fetched_at + 120000;
        `)
      },
    },
    {
      version: 11,
      up: (db) => {
        // Why no sync fetches it: a person's wish, or an entry or a page that could not be taken.
        db.exec("ALTER TABLE skipped ADD COLUMN cause TEXT NOT NULL DEFAULT 'skipped'")
      },
    },
    {
      version: 12,
      up: (db) => {
        // Apart from the columns: other rules make marks anew while everything else stays as it is.
        db.exec(`
          CREATE TABLE block_marks (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, rules INTEGER NOT NULL, marks BLOB NOT NULL, seal INTEGER NOT NULL
          ) STRICT;
        `)
        for (const write of ['INSERT', 'UPDATE', 'DELETE']) {
          db.exec(`
            CREATE TRIGGER first_answer_block_marks_${write.toLowerCase()} AFTER ${write} ON block_marks BEGIN
              UPDATE first_answer SET answer = NULL WHERE answer IS NOT NULL;
            END;
          `)
        }
      },
    },
    {
      version: 13,
      up: (db) => {
        // Every block so far was read by the tenant's connector.
        db.exec(`
          ALTER TABLE block ADD COLUMN source INTEGER;
          CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL, ref TEXT NOT NULL) STRICT;
        `)
      },
    },
    {
      version: 14,
      up: (db) => {
        // An import under way is one transaction: what stands here is whole.
        db.exec(`
          CREATE TABLE import (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, files TEXT NOT NULL,
            read INTEGER NOT NULL, inserted INTEGER NOT NULL, known INTEGER NOT NULL, drifted INTEGER NOT NULL, invalid INTEGER NOT NULL, zone TEXT
          ) STRICT;
          CREATE TABLE import_run (import INTEGER NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, brought INTEGER NOT NULL) STRICT;
          CREATE TABLE import_bad (
            import INTEGER NOT NULL, n INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, raw BLOB NOT NULL,
            cut_of INTEGER, PRIMARY KEY (import, n)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE import_sealed (
            import INTEGER NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, state TEXT NOT NULL, file TEXT NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 15,
      up: (db) => {
        // What entries say that they changed, as it is played, and their ids; and what was played, in parts of which the last says what it was played of.
        db.exec(`
          CREATE TABLE block_told (
            first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, layout INTEGER NOT NULL, codec INTEGER NOT NULL,
            told BLOB NOT NULL, ids BLOB NOT NULL, seal INTEGER NOT NULL, ids_seal INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE replay (part INTEGER PRIMARY KEY, bytes BLOB NOT NULL, seal INTEGER NOT NULL) STRICT;
        `)
      },
    },
  ],
}
