import type { AccessChange, AccessLine, ContinuityFinding, DeniedLine, PermissionLine } from '@contract/access.ts'
import { fail } from '@contract/errors.ts'
import type { Coverage } from '@contract/sync.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import { Access } from './access.ts'
import { continuityOf, type Continuity } from './continuity.ts'
import { deniedChecks } from './denied.ts'
import { linesOf, type Listed } from './entry-ids.ts'
import { playLog, type Organisation } from './organisation.ts'
import { whyHeld } from './why.ts'

/** What is asked here of a tenant that is open. */
export interface StateTenant {
  readonly store: CacheStore
  readonly organisation: PlayedOrganisation
}

interface Answer<L> extends Listed<L> {
  /** The time that was meant, ms; null: nothing was fetched, or no time was asked for. */
  readonly at: number | null
  /** Users of whom not all paths are listed. */
  readonly more: number
}

/** A tenant's log, played when it is first asked for and again when entries came, and the answer to the question asked last, which is read page by page. */
export class PlayedOrganisation {
  private played: { readonly version: string; readonly when: Promise<Organisation> } | null = null
  private answer: { readonly question: string; readonly found: Promise<unknown> } | null = null

  constructor(
    private readonly store: CacheStore,
    private readonly coverage: () => Coverage,
  ) {}

  get(): Promise<Organisation> {
    const coverage = this.coverage()
    const version = JSON.stringify([this.store.columns.length, coverage.entries, coverage.drifted, coverage.intervals, coverage.gaps])
    if (this.played?.version !== version) {
      const when = playLog(this.store, coverage)
      this.played = { version, when }
      this.answer = null
      // What failed is not kept: the next request tries again.
      when.catch(() => (this.played = null))
    }
    return this.played.when
  }

  /** Lines of the answer to a question, which is answered once for all of them. */
  async lines<L, A extends Answer<L>>(
    question: readonly unknown[],
    { offset, limit }: { readonly offset: number; readonly limit: number },
    ask: (organisation: Organisation) => A,
  ): Promise<Omit<A, 'lines'> & { lines: L[] }> {
    const organisation = await this.get()
    const name = JSON.stringify(question)
    if (this.answer?.question !== name) this.answer = { question: name, found: Promise.resolve().then(() => ask(organisation)) }
    const found = (await this.answer.found) as A
    return { ...found, lines: await linesOf<L>(this.store, found, offset, offset + limit) }
  }
}

type Name = 'access.lines' | 'access.permissions' | 'access.changes' | 'access.why' | 'access.denied' | 'access.continuity'

/** Who had what, when and why. `open` fails with `not-found` for a tenant that is not open. */
export function accessHandlers(open: (tenant: string) => StateTenant): HandlersOf<Name> {
  return {
    'access.lines': ({ tenant, at, offset, limit, ...asked }) => {
      const { organisation, store } = open(tenant)
      return organisation.lines<AccessLine, Answer<AccessLine>>(['lines', at, asked], { offset, limit }, (played) => {
        const access = new Access(played, store, asked)
        const when = at ?? played.newest
        return { at: when, ...(when === null ? nothing : access.lines(when)), more: access.more }
      })
    },
    'access.permissions': ({ tenant, at, offset, limit, ...asked }) => {
      const { organisation, store } = open(tenant)
      return organisation.lines<PermissionLine, Answer<PermissionLine>>(['permissions', at, asked], { offset, limit }, (played) => {
        const access = new Access(played, store, asked)
        const when = at ?? played.newest
        return { at: when, ...(when === null ? nothing : access.permissions(when)), more: access.more }
      })
    },
    'access.changes': ({ tenant, from, to, offset, limit, ...asked }) => {
      if (from > to) throw fail('invalid-request', 'The first of the two dates is after the second.')
      const { organisation, store } = open(tenant)
      return organisation.lines<AccessChange, Answer<AccessChange>>(['changes', from, to, asked], { offset, limit }, (played) => {
        const access = new Access(played, store, asked)
        return { at: to, ...access.changes(from, to), more: access.more }
      })
    },
    'access.why': async ({ tenant, at, ...asked }) => {
      const { organisation, store } = open(tenant)
      const played = await organisation.get()
      const when = at ?? played.newest
      return when === null ? [] : whyHeld(played, store, asked, when)
    },
    'access.denied': ({ tenant, from, to, offset, limit }) => {
      const { organisation, store } = open(tenant)
      return organisation.lines<DeniedLine, Answer<DeniedLine>>(['denied', from, to], { offset, limit }, (played) => ({
        at: to,
        ...deniedChecks(played, store, { from, to }),
        more: 0,
      }))
    },
    'access.continuity': ({ tenant, offset, limit }) => {
      const { organisation, store } = open(tenant)
      return organisation.lines<ContinuityFinding, Answer<ContinuityFinding> & Continuity>(['continuity'], { offset, limit }, (played) => ({
        at: null,
        ...continuityOf(played, store),
        more: 0,
      }))
    },
  }
}

const nothing: Listed<never> = { total: 0, lines: () => [] }
