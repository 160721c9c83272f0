import { toAppError, type AppError } from '@contract/errors.ts'
import type { QueryAnswer, QueryRequest } from '@contract/log.ts'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

/** Why a query was run: whether what is on screen is another question, or the same one again. */
export type QueryCause = 'new' | 'refresh'

export interface Answered {
  readonly request: QueryRequest
  readonly answer: QueryAnswer
  readonly cause: QueryCause
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
  /** Runs a query; one that is under way is cancelled, and its answer, should it still come, dropped. */
  run(request: QueryRequest, cause: QueryCause): Promise<void>
  stop(): void
}

/** Work shorter than this needs no sign of progress (ux: over 300 ms shows progress). */
export const slowAfterMs = 300

/** Runs one query at a time, the newest. `runQuery` rejects with code `cancelled` when aborted. */
export function createQueryRunner(runQuery: RunQuery): QueryRunner {
  const answered = shallowRef<Answered | null>(null)
  const error = shallowRef<AppError | null>(null)
  const busy = ref(false)
  const slow = ref(false)
  let current: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  // A new question that a refresh overtakes is still a new question: the rows must begin at the top.
  let pending: QueryCause = 'refresh'

  function settle(): void {
    clearTimeout(timer)
    timer = undefined
    current = null
    busy.value = false
    slow.value = false
    pending = 'refresh'
  }

  async function run(request: QueryRequest, cause: QueryCause): Promise<void> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    busy.value = true
    if (cause === 'new') pending = 'new'
    // Not restarted by each overtaking query: someone who types on still learns that it takes long.
    timer ??= setTimeout(() => (slow.value = true), slowAfterMs)
    try {
      const answer = await runQuery(request, mine.signal)
      if (current !== mine) return
      answered.value = { request, answer, cause: pending }
      error.value = null
      settle()
    } catch (thrown) {
      if (current !== mine) return
      const failure = toAppError(thrown)
      settle()
      if (failure.code !== 'cancelled') error.value = failure
    }
  }

  function stop(): void {
    const last = current
    settle()
    last?.abort()
  }

  return { answered, error, busy, slow, run, stop }
}
