import { connectorRef, type ConnectorRef } from '@contract/connector.ts'
import { sha256 } from '../bytes/sha256.ts'
import type { Connector } from '../connector/connector.ts'
import { connectorOf } from '../connector/registry.ts'
import type { Prepare } from '../sqlite/database.ts'

interface Row {
  readonly id: number
  readonly name: string
  readonly ref: string
}

/**
 * By which definitions the blocks are read: null stands for the tenant's connector, which read every block from before there were several, and numbers for
 * others, of which the cache keeps the definition. Blocks of definitions of one name are of one source.
 */
export class Sources {
  private readonly byId = new Map<number, Connector>()

  constructor(
    private readonly prepare: Prepare,
    readonly own: Connector,
  ) {
    for (const row of prepare('SELECT id, name, ref FROM source ORDER BY id').all() as Row[]) {
      const connector = read(row)
      if (connector) this.byId.set(row.id, connector)
    }
  }

  /** What nothing reads any more is read by the tenant's connector, which says that it does not fit: the text is kept. */
  connectorOf(source: number | null): Connector {
    return (source === null ? undefined : this.byId.get(source)) ?? this.own
  }

  /** What reads entries of this name; the tenant's connector for a name that nothing here has. */
  named(name: string | undefined): Connector {
    return [this.own, ...this.byId.values()].find(({ definition }) => definition.name === name) ?? this.own
  }

  /** Every connector, the tenant's first. */
  get all(): readonly Connector[] {
    return [this.own, ...this.byId.values()]
  }

  /** Of all mappings together: what was derived with others is derived again. Alone, the tenant's connector has its own, as before there were several. */
  get hash(): string {
    return together(
      this.all.map(({ hash, definition }) => `${hash} ${definition.name}`),
      this.own.hash,
    )
  }
  get identity(): string {
    return together(
      this.all.map(({ identity, definition }) => `${identity} ${definition.name}`),
      this.own.identity,
    )
  }

  /** The number of a connector; a new one is kept, then `added` is called. Call inside a transaction; when it fails, {@link reload}. */
  numberOf(connector: Connector, added: () => void, pinned = false): number | null {
    if (!pinned && isSame(connector, this.own)) return null
    for (const [id, known] of this.byId) if (isSame(connector, known)) return id
    const last = this.prepare('SELECT coalesce(max(id), 0) FROM source').pluck().get() as number
    const id = last + 1
    const { definition } = connector
    // A built-in one is what it is today: whatever it has learnt is read into what is kept.
    const ref: ConnectorRef = isBuiltIn(connector) ? definition.name : definition
    this.prepare('INSERT INTO source (id, name, ref) VALUES (?, ?, ?)').run(id, definition.name, JSON.stringify(ref))
    this.byId.set(id, connector)
    added()
    return id
  }

  reload(): void {
    const kept = new Set(this.prepare('SELECT id FROM source').pluck().all() as number[])
    for (const id of this.byId.keys()) if (!kept.has(id)) this.byId.delete(id)
  }
}

const together = (all: readonly string[], own: string): string => (all.length === 1 ? own : sha256(Buffer.from(all.join('\n'))))

const isSame = (a: Connector, b: Connector): boolean => a === b || (a.hash === b.hash && a.definition.name === b.definition.name)

function isBuiltIn(connector: Connector): boolean {
  try {
    return connectorOf(connector.definition.name).hash === connector.hash
  } catch {
    return false
  }
}

/** Null for a definition that this application does not read. */
function read({ ref }: Row): Connector | null {
  try {
    return connectorOf(connectorRef.parse(JSON.parse(ref)))
  } catch {
    return null
  }
}
