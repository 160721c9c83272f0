import type { DatabaseKind } from '../sqlite/open.ts'

/** What a person made and nobody can fetch again. Every commit reaches the disk before it is answered. */
export const caseworkDatabase: DatabaseKind = {
  label: 'casework',
  synchronous: 'FULL',
  newer: 'casework-newer',
  corrupt: 'casework-corrupt',
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
  ],
}
