import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure, fail } from '@contract/errors.ts'
import { defaultConnector } from '../connector/built-in.ts'
import { asFileFailure } from '../files/obstacle.ts'
import { doAll } from './do-all.ts'
import { cacheDatabase } from './cache/schema.ts'
import { connectorOf } from './connector/registry.ts'
import { asStorageFailure } from './sqlite/open.ts'
import { TenantSession } from './tenant-session.ts'

export interface OpenTenantsOptions {
  /** The application's data folder; tenants live in `tenants/<id>/` under it. */
  readonly dataFolder: string
  /** The tenant of which the kept answer was given out before. */
  readonly given: string | null
  readonly now: () => number
  readonly author: string
  readonly warn: (message: string) => void
  /** A cache that was derived anew is shown from now on. */
  readonly renewed: (tenant: string, entries: number) => void
  /** All marks are known now, and were not. */
  readonly marksKnown: (tenant: string) => void
}

/** The tenants that are open, each in one session. */
export class OpenTenants {
  private readonly sessions = new Map<string, TenantSession>()
  private given: string | null

  constructor(private readonly options: OpenTenantsOptions) {
    this.given = options.given
  }

  open(tenant: string, connector: ConnectorRef): TenantSession {
    const known = this.sessions.get(tenant)
    if (known && connectorOf(known.connector) === connectorOf(connector)) return known
    known?.close()
    const session = this.begin(tenant, connector)
    // Whoever asks next is told what stops it.
    session.warmUp(tenant === this.given).catch(() => undefined)
    this.given = null
    // What stops it (a full disk) stops nothing else; it is begun again with the next opening.
    session.rederive(() => this.reopen(tenant, session)).catch(() => undefined)
    return session
  }

  /** @throws AppFailure `not-found` for a tenant that is not open */
  session(tenant: string): TenantSession {
    const known = this.sessions.get(tenant)
    if (!known) throw fail('not-found', 'This tenant is not open.', 'Choose it again in the tenant switcher.')
    return known
  }

  /** The session once its ids are those that the connector reads, and nothing is imported into it. */
  async settled(tenant: string): Promise<TenantSession> {
    const now = this.session(tenant)
    await now.idsSettled
    await now.changing
    return this.session(tenant) === now ? now : this.settled(tenant)
  }

  /**
   * What an answer threw, as a failure. Where it met with damage, the tenant is opened anew: what is whole is taken over, and answers the
   * next question.
   */
  noticed(thrown: unknown, about: string | null): unknown {
    const isOfSqlite = String((thrown as { code?: unknown } | null)?.code).startsWith('SQLITE_')
    const error = isOfSqlite ? asStorageFailure(thrown, cacheDatabase) : asFileFailure(thrown)
    const id = error instanceof AppFailure && error.error.code === 'cache-corrupt' ? about : null
    const known = id === null ? undefined : this.sessions.get(id)
    if (id === null || !known) return error
    known.suspect()
    this.sessions.delete(id)
    try {
      this.reopen(id, known)
    } catch {
      // A full disk: it is tried again with the next opening.
    }
    return error
  }

  close(tenant: string): void {
    this.sessions.get(tenant)?.close()
    this.sessions.delete(tenant)
  }

  erase(tenant: string): void {
    if (!this.sessions.has(tenant) && existsSync(this.folderOf(tenant))) this.open(tenant, defaultConnector)
    this.sessions.get(tenant)?.erase()
    this.sessions.delete(tenant)
  }

  closeAll(): void {
    const open = [...this.sessions.values()]
    this.sessions.clear()
    doAll(open.map((each) => () => each.close()))
  }

  /** Opens a tenant anew whose cache on the disk is another one than in memory. */
  renew(tenant: string, session: TenantSession, { keepsFirst }: { readonly keepsFirst: boolean }): void {
    if (this.sessions.get(tenant) === session) this.reopen(tenant, session, keepsFirst)
  }

  private reopen(tenant: string, derived: TenantSession, keepsFirst?: boolean): void {
    derived.close(keepsFirst === undefined ? {} : { keepsFirst })
    const session = this.begin(tenant, derived.connector)
    this.options.renewed(tenant, session.store.entries)
  }

  private begin(tenant: string, connector: ConnectorRef): TenantSession {
    const { now, author, warn } = this.options
    const session = new TenantSession(this.folderOf(tenant), connector, now, author, warn)
    session.engine.marking.onKnown = () => this.options.marksKnown(tenant)
    this.sessions.set(tenant, session)
    return session
  }

  private folderOf(tenant: string): string {
    return join(this.options.dataFolder, 'tenants', tenant)
  }
}
