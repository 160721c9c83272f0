import type { AccessChange, AccessLine, ContinuityFinding, DeniedLine, PermissionLine } from '@contract/access.ts'
import { fail } from '@contract/errors.ts'
import type { Coverage } from '@contract/sync.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import { Access } from './access.ts'
import { continuityOf } from './continuity.ts'
import { deniedChecks } from './denied.ts'
import { playLog, type Organisation } from './organisation.ts'
import { whyHeld } from './why.ts'

/** What is asked here of a tenant that is open. */
export interface StateTenant {
  readonly store: CacheStore
  readonly organisation: PlayedOrganisation
}

interface Played<L> {
  readonly at: number | null
  readonly lines: readonly L[]
  readonly more: number
}

/** A tenant's log, played when it is first asked for and again when entries came, and the answer to the question asked last, which is read page by page. */
export class PlayedOrganisation {
  private played: { readonly version: string; readonly when: Promise<Organisation> } | null = null
  private answer: { readonly question: string; readonly lines: Promise<unknown> } | null = null

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

  async lines<L, A extends Played<L>>(question: readonly unknown[], ask: (organisation: Organisation) => A): Promise<A> {
    const organisation = await this.get()
    const name = JSON.stringify(question)
    if (this.answer?.question !== name) this.answer = { question: name, lines: Promise.resolve().then(() => ask(organisation)) }
    return (await this.answer.lines) as A
  }
}

type Name = 'access.lines' | 'access.permissions' | 'access.changes' | 'access.why' | 'access.denied' | 'access.continuity'

/** Who had what, when and why. `open` fails with `not-found` for a tenant that is not open. */
export function accessHandlers(open: (tenant: string) => StateTenant): HandlersOf<Name> {
  const page = <L, A extends Played<L>>(found: A, { offset, limit }: { readonly offset: number; readonly limit: number }) => ({
    ...found,
    total: found.lines.length,
    lines: found.lines.slice(offset, offset + limit),
  })
  return {
    'access.lines': async ({ tenant, at, offset, limit, ...asked }) => {
      const { organisation, store } = open(tenant)
      const found = await organisation.lines<AccessLine, Played<AccessLine>>(['lines', at, asked], (played) => {
        const access = new Access(played, store, asked)
        const when = at ?? played.newest
        return { at: when, lines: when === null ? [] : access.lines(when), more: access.more }
      })
      return page<AccessLine, Played<AccessLine>>(found, { offset, limit })
    },
    'access.permissions': async ({ tenant, at, offset, limit, ...asked }) => {
      const { organisation, store } = open(tenant)
      const found = await organisation.lines<PermissionLine, Played<PermissionLine>>(['permissions', at, asked], (played) => {
        const access = new Access(played, store, asked)
        const when = at ?? played.newest
        return { at: when, lines: when === null ? [] : access.permissions(when), more: access.more }
      })
      return page<PermissionLine, Played<PermissionLine>>(found, { offset, limit })
    },
    'access.changes': async ({ tenant, from, to, offset, limit, ...asked }) => {
      if (from > to) throw fail('invalid-request', 'The first of the two dates is after the second.')
      const { organisation, store } = open(tenant)
      const found = await organisation.lines<AccessChange, Played<AccessChange>>(['changes', from, to, asked], (played) => {
        const access = new Access(played, store, asked)
        return { at: to, lines: access.changes(from, to), more: access.more }
      })
      return page<AccessChange, Played<AccessChange>>(found, { offset, limit })
    },
    'access.why': async ({ tenant, at, ...asked }) => {
      const { organisation, store } = open(tenant)
      const played = await organisation.get()
      const when = at ?? played.newest
      return when === null ? [] : whyHeld(played, store, asked, when)
    },
    'access.denied': async ({ tenant, from, to, offset, limit }) => {
      const { organisation, store } = open(tenant)
      const found = await organisation.lines<DeniedLine, Played<DeniedLine>>(['denied', from, to], (played) => ({
        at: to,
        lines: deniedChecks(played, store, { from, to }),
        more: 0,
      }))
      return page<DeniedLine, Played<DeniedLine>>(found, { offset, limit })
    },
    'access.continuity': async ({ tenant, offset, limit }) => {
      const { organisation, store } = open(tenant)
      const found = await organisation.lines<ContinuityFinding, Played<ContinuityFinding> & { explained: number }>(
        ['continuity'],
        (played) => {
          const { findings, explained } = continuityOf(played, store)
          return { at: null, lines: findings, more: 0, explained }
        },
      )
      return page<ContinuityFinding, Played<ContinuityFinding> & { explained: number }>(found, { offset, limit })
    },
  }
}
