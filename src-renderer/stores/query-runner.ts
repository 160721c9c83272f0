import { toAppError, type AppError } from '@contract/errors.ts'
import { patienceMs } from '@contract/first-question.ts'
import type { Direction, QueryAnswer, QueryRequest } from '@contract/log.ts'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

/** Why a query was run: whether what is on screen is another question, or the same one again. */
export type QueryCause = 'new' | 'refresh'

export interface Answered {
  readonly request: QueryRequest
  readonly answer: QueryAnswer
  /** `more`: the rows of the answer before it stand where they stood, others come below. */
  readonly cause: QueryCause | 'more'
}

export type RunQuery = (request: QueryRequest, signal: AbortSignal) => Promise<QueryAnswer>

export interface QueryRunner {
  /** The last answer; it stays while the next one is awaited and when it fails. */
  readonly answered: ShallowRef<Answered | null>
  /** Why the last query failed; null as soon as one succeeds. */
  readonly error: ShallowRef<AppError | null>
  readonly busy: Ref<boolean>
  /** Busy for so long that a person should see it. */
  readonly slow: Ref<boolean>
  /** Busy for so long that a person may want to stop it. */
  readonly long: Ref<boolean>
  /** Runs a query; one that is under way is cancelled, and its answer, should it still come, dropped. */
  run(request: QueryRequest, cause: QueryCause): Promise<void>
  /** What was found so far stays, and no refresh searches further, until there is a new question or the search goes on. */
  readonly stop: () => void
  /** {@link run} without being stopped any more. */
  readonly goOn: (request: QueryRequest) => Promise<void>
}

/** A search that a person stopped: where it was, if it was anywhere. */
interface Stopped {
  reached: number | null
}

/** Work shorter than this needs no sign of progress (ux: over 300 ms shows progress). */
export const slowAfterMs = 300
/** Work longer than this can be stopped. */
export const longAfterMs = 1000

/** Runs one query at a time, the newest. `runQuery` rejects with code `cancelled` when aborted. */
export function createQueryRunner(runQuery: RunQuery): QueryRunner {
  const answered = shallowRef<Answered | null>(null)
  const error = shallowRef<AppError | null>(null)
  const busy = ref(false)
  const slow = ref(false)
  const long = ref(false)
  let current: AbortController | null = null
  let timers: readonly ReturnType<typeof setTimeout>[] = []
  // A new question that a refresh overtakes is still a new question: the rows must begin at the top.
  let pending: QueryCause = 'refresh'
  let stopped: Stopped | null = null

  function settle(): void {
    timers.forEach(clearTimeout)
    timers = []
    current = null
    busy.value = false
    slow.value = false
    long.value = false
    pending = 'refresh'
  }

  async function run(request: QueryRequest, cause: QueryCause): Promise<void> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    busy.value = true
    if (cause === 'new') {
      pending = 'new'
      stopped = null
    }
    // Not restarted by each overtaking query: someone who types on still learns that it takes long.
    if (timers.length === 0)
      timers = [setTimeout(() => (slow.value = true), slowAfterMs), setTimeout(() => (long.value = true), longAfterMs)]
    // A whole answer that is only renewed stays until the next one is whole.
    const isRenewal = pending === 'refresh' && !answered.value?.answer.searched && !stopped
    let last: QueryAnswer | null = null
    let shown = false
    try {
      do {
        const steps: Partial<QueryRequest> = {
          patienceMs: last ? patienceMs.next : patienceMs.first,
          ...(last && { continues: last.result }),
          ...(stopped?.reached != null && { searchTo: stopped.reached }),
        }
        const answer: QueryAnswer = await runQuery(isRenewal ? request : { ...request, ...steps }, mine.signal)
        if (current !== mine) return
        last = answer
        // Nothing found yet is no reason to take away what is on screen, until a person wonders; less than was found before it is none at all.
        if (goesOn(answer, request.order) && (stopped || (answer.total === 0 && !slow.value))) continue
        answered.value = { request, answer, cause: shown ? 'more' : pending }
        shown = true
        pending = 'refresh'
        error.value = null
      } while (goesOn(last, request.order))
      settle()
    } catch (thrown) {
      if (current !== mine) return
      const failure = toAppError(thrown)
      settle()
      if (failure.code !== 'cancelled') error.value = failure
    }
  }

  /** Of a search that was stopped, only what has arrived since is looked at. */
  function goesOn({ searched }: QueryAnswer, order: Direction): boolean {
    if (!searched || !stopped) return searched !== null
    stopped.reached ??= searched.reached
    // Beyond every time are the entries that have none.
    const end = order === 'desc' ? -Infinity : Infinity
    const [reached, until] = [searched.reached ?? end, stopped.reached ?? end]
    return order === 'desc' ? reached > until : reached < until
  }

  function stop(): void {
    const last = current
    if (!last) return
    stopped ??= { reached: answered.value?.answer.searched?.reached ?? null }
    settle()
    last.abort()
  }

  async function goOn(request: QueryRequest): Promise<void> {
    stopped = null
    await run(request, 'refresh')
  }

  return { answered, error, busy, slow, long, run, stop, goOn }
}
