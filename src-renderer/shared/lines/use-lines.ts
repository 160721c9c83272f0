import { toAppError, type AppError } from '@contract/errors.ts'
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { PageCache } from '../../composables/page-cache.ts'

/** A page of lines; `played` tells apart what was read before and after the log grew. */
export interface LinesPage<L> {
  readonly total: number
  readonly lines: readonly L[]
  readonly played: number
}

const pageLines = 200
/** Work that takes longer is worth a word, ms. */
const slowMs = 300

/**
 * The lines that answer a question, page by page as they come on screen. The last answer stays until the next one is there. A page of a log that has grown
 * meanwhile is none of this answer: then all is asked for anew.
 * @param question null: there is nothing to ask
 */
export function useLines<Q, L, A extends LinesPage<L>>(
  question: () => Q | null,
  ask: (question: Q, page: { readonly offset: number; readonly limit: number }, signal: AbortSignal) => Promise<A>,
) {
  const answer: Ref<A | null> = shallowRef(null)
  /** What the answer on screen answers. */
  const answered = shallowRef<Q | null>(null)
  const error = shallowRef<AppError | null>(null)
  const slow = ref(false)
  const pages = shallowRef(new PageCache<L>(pageLines))
  /** Counts what has come: the pages are no ref of their own. */
  const version = ref(0)
  let asking: AbortController | null = null
  const underWay = new Set<number>()

  async function load(): Promise<void> {
    asking?.abort()
    const asked = question()
    underWay.clear()
    if (asked === null) return
    const own = new AbortController()
    asking = own
    const timer = setTimeout(() => (slow.value = true), slowMs)
    try {
      const got = await ask(asked, { offset: 0, limit: pageLines }, own.signal)
      if (asking !== own) return
      const fresh = new PageCache<L>(pageLines)
      fresh.put(0, got.lines)
      pages.value = fresh
      answer.value = got
      answered.value = asked
      error.value = null
      version.value++
    } catch (thrown) {
      if (asking === own) tell(thrown)
    } finally {
      clearTimeout(timer)
      if (asking === own) slow.value = false
    }
  }
  function tell(thrown: unknown): void {
    const failure = toAppError(thrown)
    if (failure.code !== 'cancelled') error.value = failure
  }

  /** Asks for what `[first, end)` lacks. */
  async function show(first: number, end: number): Promise<void> {
    pages.value.touch(first, end)
    await Promise.all(pages.value.missing(first, end).map((page) => loadPage(page)))
  }
  async function loadPage(page: number): Promise<void> {
    const [asked, of, own, into] = [answered.value, answer.value, asking, pages.value]
    if (asked === null || !of || !own || underWay.has(page)) return
    underWay.add(page)
    try {
      const got = await ask(asked, { offset: page * pageLines, limit: pageLines }, own.signal)
      if (asking !== own || pages.value !== into) return
      if (got.played !== of.played) {
        await load()
        return
      }
      into.put(page, got.lines)
      version.value++
    } catch (thrown) {
      if (asking === own) tell(thrown)
    } finally {
      underWay.delete(page)
    }
  }

  watch(
    () => JSON.stringify(question()),
    () => void load(),
    { immediate: true },
  )
  onScopeDispose(() => asking?.abort())

  /** The line at an index; undefined while its page is on the way. */
  function line(index: number): L | undefined {
    return version.value > 0 ? pages.value.row(index) : undefined
  }
  return { answer, answered, error, slow, line, show, reload: load }
}
