import { fail } from '@contract/errors.ts'
import { personContent, type Person, type PersonContent } from '@contract/people.ts'
import { caseless } from '@language/pattern.ts'
import { PeopleIndex } from '../query/people-index.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

interface StoredPerson {
  readonly id: number
  readonly content: string
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
  readonly removed_at: number | null
}

/** Who is one and the same under several names, as a person said. */
export class People {
  private known: { readonly version: number; readonly index: PeopleIndex } | null = null

  constructor(private readonly casework: CaseworkStore) {}

  /** Oldest first; removed ones are left out. */
  all(): Person[] {
    const rows = this.casework.read((db) => db.prepare('SELECT * FROM person WHERE removed_at IS NULL ORDER BY id').all())
    return (rows as StoredPerson[]).map(personOf)
  }

  /** Another one only when something was said anew. */
  get index(): PeopleIndex {
    const { version } = this.casework
    if (this.known?.version !== version) {
      const people = this.all().map(({ names }) => names)
      const index = this.known?.index.says(people) ? this.known.index : new PeopleIndex(people)
      this.known = { version, index }
    }
    return this.known.index
  }

  add(content: PersonContent): Person {
    const id = this.casework.edit((db, now) => {
      this.refuseNamesOfOthers(content, null)
      const insert = db.prepare('INSERT INTO person (content, author, created_at, changed_at) VALUES (?, ?, ?, ?)')
      const added = Number(insert.run(JSON.stringify(content), this.casework.author, now, now).lastInsertRowid)
      this.casework.record('person', added, now, null, content)
      return added
    })
    return personOf(this.stored(id))
  }

  change(id: number, content: PersonContent): Person {
    this.casework.edit((db, now) => {
      this.refuseNamesOfOthers(content, id)
      const before = contentOf(this.stored(id))
      db.prepare('UPDATE person SET content = ?, changed_at = ? WHERE id = ?').run(JSON.stringify(content), now, id)
      this.casework.record('person', id, now, before, content)
    })
    return personOf(this.stored(id))
  }

  setRemoved(id: number, removed: boolean): void {
    this.casework.edit((db, now) => {
      const stored = this.stored(id)
      const content = contentOf(stored)
      if (!removed) this.refuseNamesOfOthers(content, id)
      db.prepare('UPDATE person SET removed_at = ?, changed_at = ? WHERE id = ?').run(removed ? now : null, now, id)
      this.casework.record('person', id, now, { ...content, removed: stored.removed_at !== null }, { ...content, removed })
    })
  }

  /** Somebody who is two people would make all of them one. */
  private refuseNamesOfOthers({ names }: PersonContent, own: number | null): void {
    const wanted = new Set(names.map(caseless))
    for (const other of this.all()) {
      const shared = other.id === own ? undefined : other.names.find((name) => wanted.has(caseless(name)))
      if (shared !== undefined)
        throw fail('invalid-request', `“${shared}” is already a name of ${other.names[0] ?? 'somebody'}.`, 'Change that person instead.')
    }
  }

  private stored(id: number): StoredPerson {
    return stillThere(
      this.casework.read((db) => db.prepare('SELECT * FROM person WHERE id = ?').get(id)) as StoredPerson | undefined,
      'person',
    )
  }
}

const contentOf = ({ content }: StoredPerson): PersonContent => personContent.parse(JSON.parse(content))

function personOf(row: StoredPerson): Person {
  return { id: row.id, ...contentOf(row), author: row.author, createdAt: row.created_at, changedAt: row.changed_at }
}
