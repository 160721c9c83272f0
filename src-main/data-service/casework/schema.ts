import type { DatabaseKind, Db } from '../sqlite/database.ts'
import { RowSeals } from '../sqlite/row-seals.ts'

/** What a person made and nobody can fetch again. Every commit reaches the disk before it is answered. */
export const caseworkDatabase: DatabaseKind = {
  label: 'casework',
  synchronous: 'FULL',
  newer: 'casework-newer',
  corrupt: 'casework-corrupt',
  mend: 'Open the tenant again: the newest good backup is taken, and what can be read of the damaged file.',
  seals: { since: 4, of: (db) => new RowSeals(db) },
  migrations: [
    {
      version: 1,
      up: (db) => {
        db.exec(`
          CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE bookmark (
            entry_id TEXT PRIMARY KEY, occurred_at INTEGER NOT NULL, raw BLOB NOT NULL, sha256 BLOB NOT NULL,
            note TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 2,
      up: (db) => {
        db.exec(`
          CREATE TABLE export (
            id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER,
            state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed', 'interrupted')),
            path TEXT NOT NULL, record TEXT NOT NULL
          ) STRICT;
        `)
      },
    },
    {
      version: 3,
      up: (db) => {
        // Nothing was ever written to the first table. A row refers to no other by a foreign key: each can be salvaged alone.
        db.exec(`
          DROP TABLE bookmark;
          CREATE TABLE bookmark (
            id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, occurred_at INTEGER NOT NULL,
            raw BLOB NOT NULL, sha256 BLOB NOT NULL, frozen TEXT NOT NULL,
            note TEXT NOT NULL, tags TEXT NOT NULL, case_id INTEGER,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER
          ) STRICT;
          CREATE TABLE case_file (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, status TEXT NOT NULL,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER
          ) STRICT;
          CREATE TABLE saved_view (
            id INTEGER PRIMARY KEY, place INTEGER NOT NULL, content TEXT NOT NULL,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER
          ) STRICT;
          CREATE TABLE history (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL,
            kind TEXT NOT NULL, subject INTEGER NOT NULL, before TEXT, after TEXT NOT NULL
          ) STRICT;
          CREATE INDEX history_of ON history (kind, subject);
        `)
      },
    },
    {
      version: 4,
      up: (db) => {
        // A checksum a row (`sqlite/row-seals.ts`).
        db.exec(`
          CREATE TABLE row_seal (
            name TEXT NOT NULL, key TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (name, key)
          ) WITHOUT ROWID, STRICT;
        `)
      },
    },
    {
      version: 5,
      up: (db) => {
        // The summary of a case is in the column `description`: under another name, rows of an earlier version's damaged file could not be added.
        db.exec(`
          ALTER TABLE case_file ADD COLUMN status_at INTEGER;
          CREATE TABLE case_note (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, after_entry TEXT, at INTEGER, body TEXT NOT NULL,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER
          ) STRICT;
        `)
        const set = db.prepare('UPDATE case_file SET status_at = ? WHERE id = ?')
        for (const id of db.prepare('SELECT id FROM case_file').pluck().all() as number[]) set.run(statusSince(db, id), id)
      },
    },
    {
      version: 6,
      up: (db) => {
        // Who is one and the same under several names.
        db.exec(`
          CREATE TABLE person (
            id INTEGER PRIMARY KEY, content TEXT NOT NULL,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER
          ) STRICT;
        `)
      },
    },
    {
      version: 7,
      up: (db) => {
        // What was decided of somebody's denied checks of a permission, by their own words: keys of the cache do not outlive it.
        db.exec(`
          CREATE TABLE denial_review (
            id INTEGER PRIMARY KEY, user TEXT NOT NULL, permission TEXT NOT NULL, decision TEXT NOT NULL, note TEXT NOT NULL,
            through INTEGER NOT NULL, checks INTEGER NOT NULL,
            author TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, removed_at INTEGER,
            UNIQUE (user, permission)
          ) STRICT;
        `)
      },
    },
  ],
}

/** Since when a case is in its state, by its history; null where that does not say. */
function statusSince(db: Db, id: number): number | null {
  const lines = db.prepare("SELECT at, after FROM history WHERE kind = 'case' AND subject = ? ORDER BY id").all(id)
  let since: number | null = null
  let last: unknown
  for (const { at, after } of lines as { at: number; after: string }[]) {
    const { status } = contentIn(after)
    if (status !== last) since = at
    last = status
  }
  return since
}

function contentIn(text: string): { readonly status?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { status?: unknown }
  } catch {
    return {}
  }
}
