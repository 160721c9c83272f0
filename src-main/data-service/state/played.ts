import type { Coverage } from '@contract/sync.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import { linesOf, type Listed } from './entry-ids.ts'
import { LogReplay } from './log-replay.ts'
import { organisationOf, type Organisation } from './organisation.ts'

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

/**
 * A tenant's log, played when it is first asked for; entries that came are played before the next answer. Who asks is not disturbed: what is played goes on
 * only while nobody asks.
 */
export class PlayedOrganisation {
  private readonly log: LogReplay
  private played: { readonly version: string; readonly organisation: Organisation } | null = null
  private answer: { readonly organisation: Organisation; readonly question: string; readonly found: Promise<unknown> } | null = null
  private plays = 0
  /** Who asks now, and who waits for the log to be played. */
  private asking = 0
  private free: (() => void)[] = []
  private playing: Promise<void> | null = null

  constructor(
    private readonly store: CacheStore,
    private readonly coverage: () => Coverage,
  ) {
    this.log = new LogReplay(store)
  }

  /** Answers by the log as it is now. What is asked for must not be used once the answer is there. */
  async ask<T>(question: (organisation: Organisation) => T | Promise<T>): Promise<T> {
    for (;;) {
      while (this.playing) await this.playing
      const { played } = this
      const coverage = this.coverage()
      const version = this.version(coverage)
      if (played?.version === version) {
        this.asking++
        try {
          return await question(played.organisation)
        } finally {
          if (--this.asking === 0) for (const go of this.free.splice(0)) go()
        }
      }
      this.playing = this.play(coverage, version).finally(() => (this.playing = null))
      await this.playing
    }
  }

  private version(coverage: Coverage): string {
    return JSON.stringify([this.store.columns.length, coverage.entries, coverage.drifted, coverage.intervals, coverage.gaps])
  }

  private async play(coverage: Coverage, version: string): Promise<void> {
    if (this.asking > 0) await new Promise<void>((resolve) => this.free.push(resolve))
    if (this.plays++ === 0) this.log.takeOver()
    await this.log.goOn()
    // What cannot be written is played again the next time.
    await inTurns(this.log.keep()).catch(() => undefined)
    this.played = { version, organisation: organisationOf(this.log, this.store, coverage) }
    this.answer = null
  }

  /** Lines of the answer to a question, which is answered once for all of them. */
  lines<L, A extends Answer<L>>(
    question: readonly unknown[],
    { offset, limit }: LinesAsked,
    ask: (organisation: Organisation) => A | Generator<void, A>,
  ): Promise<Omit<A, 'lines'> & { lines: L[]; played: number }> {
    const name = JSON.stringify(question)
    return this.ask(async (organisation) => {
      if (this.answer?.organisation !== organisation || this.answer.question !== name)
        this.answer = { organisation, question: name, found: answered(ask(organisation)) }
      const { answer } = this
      // What failed is not kept: the next request tries again.
      answer.found.catch(() => (this.answer = this.answer === answer ? null : this.answer))
      const found = (await answer.found) as A
      const lines = await linesOf<L>(this.store, found, offset, offset + limit)
      return { ...found, lines, played: this.plays }
    })
  }
}

/** An answer that is made in pieces lets others have their turn. */
async function answered<A extends object>(made: A | Generator<void, A>): Promise<A> {
  return Symbol.iterator in made ? await inTurns(made) : made
}
