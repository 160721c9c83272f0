import type { Coverage } from '@contract/sync.ts'
import type { CacheStore } from '../cache/store.ts'
import { linesOf, type Listed } from './entry-ids.ts'
import { playLog, type Organisation } from './organisation.ts'

export interface Answer<L> extends Listed<L> {
  /** The time that was meant, ms; null: nothing was fetched, or no time was asked for. */
  readonly at: number | null
  /** Users of whom not all paths are listed. */
  readonly more: number
}

/** Which lines of an answer. */
export interface LinesAsked {
  readonly offset: number
  readonly limit: number
}

/** A tenant's log, played when it is first asked for and again when entries came, and the answer to the question asked last, which is read page by page. */
export class PlayedOrganisation {
  private played: { readonly version: string; readonly when: Promise<Organisation> } | null = null
  private answer: { readonly organisation: Organisation; readonly question: string; readonly found: Promise<unknown> } | null = null
  private readonly numbers = new WeakMap<Organisation, number>()
  private plays = 0

  constructor(
    private readonly store: CacheStore,
    private readonly coverage: () => Coverage,
  ) {}

  get(): Promise<Organisation> {
    const coverage = this.coverage()
    const version = JSON.stringify([this.store.columns.length, coverage.entries, coverage.drifted, coverage.intervals, coverage.gaps])
    if (this.played?.version !== version) {
      const number = ++this.plays
      const when = playLog(this.store, coverage).then((organisation) => {
        this.numbers.set(organisation, number)
        return organisation
      })
      this.played = { version, when }
      // What failed is not kept: the next request tries again.
      when.catch(() => (this.played = null))
    }
    return this.played.when
  }

  /** Lines of the answer to a question, which is answered once for all of them. */
  async lines<L, A extends Answer<L>>(
    question: readonly unknown[],
    { offset, limit }: LinesAsked,
    ask: (organisation: Organisation) => A,
  ): Promise<Omit<A, 'lines'> & { lines: L[]; played: number }> {
    const organisation = await this.get()
    const name = JSON.stringify(question)
    if (this.answer?.organisation !== organisation || this.answer.question !== name)
      this.answer = { organisation, question: name, found: Promise.resolve().then(() => ask(organisation)) }
    const found = (await this.answer.found) as A
    const lines = await linesOf<L>(this.store, found, offset, offset + limit)
    return { ...found, lines, played: this.numbers.get(organisation) ?? 0 }
  }
}
