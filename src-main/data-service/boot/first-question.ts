import { isEverything } from '@contract/filter.ts'
import { queryRequest, type QueryRequest } from '@contract/log.ts'
import type { CacheStore } from '../cache/store.ts'
import { lastEdit } from '../casework/last-edit.ts'
import type { CaseworkStore } from '../casework/store.ts'
import { atOnce } from '../in-turns.ts'
import type { QueryEngine, WholeQuery } from '../query/engine.ts'
import { reading } from '../query/read-columns.ts'
import { isByTime } from '../query/row-orders.ts'

/** The question that a window begins with, of a tenant that is open: its answer is kept for the next start (`cache/first-answer.ts`). */
export class FirstQuestion {
  constructor(
    private readonly store: CacheStore,
    private readonly engine: QueryEngine,
    private readonly casework: CaseworkStore,
  ) {}

  /** A window begins with this question. One that asks for less than everything is not kept: with it, the answer would be of a search. Nor is one that is sorted. */
  is(request: QueryRequest): void {
    if (isEverything(request.filter) && isByTime(request)) this.store.firstAnswer.ask(JSON.stringify(request))
  }

  /** The answer that was kept has been given out: what it says of its result comes true. */
  hold(): void {
    const { asked } = this
    if (asked) this.engine.holdEverything(asked)
  }

  /** Counts what the next question, too, needs counted; nobody has asked one since the tenant was opened. */
  warmUp(): void {
    const { asked } = this
    if (asked) this.engine.everything(asked)
  }

  /** Keeps the answer as it is now. @returns whether there was anything to do */
  keep(): boolean {
    const { firstAnswer } = this.store
    const stamp = this.casework.read(lastEdit)
    if (firstAnswer.isKept(stamp)) return false
    const { asked } = this
    if (asked) {
      const answer = this.engine.everything(asked)
      const rows = atOnce(reading(this.store, answer.rows, asked.reading))
      firstAnswer.keep(JSON.stringify({ ...answer, rows }), stamp)
    }
    return asked !== null
  }

  /** Null when none is known. */
  private get asked(): WholeQuery | null {
    const { question } = this.store.firstAnswer
    return question === null ? null : queryRequest.parse(JSON.parse(question))
  }
}
