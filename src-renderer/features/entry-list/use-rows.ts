import type { EntryRow } from '@contract/entry.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import { onScopeDispose, shallowRef, triggerRef, watch, type Ref } from 'vue'
import { ask } from '../../api/client.ts'
import type { Answered } from '../../stores/query-runner.ts'
import { firstRowsDrawn } from './first-rows.ts'
import { PageCache } from '../../composables/page-cache.ts'
import type { Frame } from './row-painter.ts'
import { drawnRows, overscan, type Extent } from '../../composables/virtual-window.ts'

/** How long the last rows stay while the next are fetched; after that, placeholders say that something is coming. */
const holdMs = 300
/** Rows around the window that are fetched ahead of need. */
const ahead = 60
/** While the list moves by more than a screen at a time, nothing is fetched ahead; it has come to rest when it has not moved for so long. */
const restMs = 80

const emptyFrame: Frame = { top: 0, first: 0, rows: [] }

/**
 * The rows of a result around a window, page by page. Pages that scrolled out of sight before they came are cancelled.
 * `onError` hears failures other than cancelling; `onExpired` that the result is gone and must be asked for again.
 */
export function useRows(
  answered: Ref<Answered | null>,
  top: Ref<number>,
  extent: Ref<Extent>,
  on: { readonly error: (error: AppError | null) => void; readonly expired: () => void },
) {
  const frame = shallowRef<Frame>(emptyFrame)
  const cache = shallowRef(new PageCache())
  const underWay = new Map<number, AbortController>()
  let hold: ReturnType<typeof setTimeout> | undefined
  let rest: ReturnType<typeof setTimeout> | undefined
  let lastTop = 0

  async function fetchPage(page: number): Promise<void> {
    const from = answered.value
    const into = cache.value
    if (!from) return
    const abort = new AbortController()
    underWay.set(page, abort)
    const { tenant, order, sort, reading } = from.request
    try {
      const answer = await ask(
        'log.rows',
        { tenant, result: from.answer.result, order, sort, offset: page * into.size, limit: into.size, reading },
        { signal: abort.signal },
      )
      if (cache.value !== into) return
      into.put(page, answer.rows)
      on.error(null)
      triggerRef(cache)
    } catch (thrown) {
      const error = toAppError(thrown)
      if (cache.value !== into || error.code === 'cancelled') return
      if (error.code === 'result-expired') on.expired()
      else on.error(error)
    } finally {
      if (underWay.get(page) === abort) underWay.delete(page)
    }
  }

  function cancelAll(): void {
    for (const abort of underWay.values()) abort.abort()
    underWay.clear()
  }

  function draw(): void {
    clearTimeout(hold)
    hold = undefined
    const { first, end } = drawnRows(top.value, extent.value, overscan)
    const rows = Array.from({ length: end - first }, (_, at) => cache.value.row(first + at))
    frame.value = { top: top.value, first, rows }
    // Before its height is known, the grid draws next to nothing.
    if (rows[0] && extent.value.viewport > 0) firstRowsDrawn()
  }

  /** Nothing beside the window is fetched until the list has been at rest for a while. */
  function awaitRest(): void {
    clearTimeout(rest)
    rest = setTimeout(() => {
      rest = undefined
      update()
    }, restMs)
  }

  /** Whether the list moves too fast for rows beside the window to be seen, or has only just come. */
  function rushes(): boolean {
    if (Math.abs(top.value - lastTop) > extent.value.viewport) awaitRest()
    lastTop = top.value
    return rest !== undefined
  }

  function update(): void {
    const { first, end } = drawnRows(top.value, extent.value, overscan)
    if (end === first) return draw()
    cache.value.touch(first, end)
    const needed = cache.value.missing(first, end)
    const around = rushes() ? [] : cache.value.missing(Math.max(0, first - ahead), Math.min(extent.value.total, end + ahead))
    const wanted = [...needed, ...around]
    for (const [page, abort] of underWay) {
      if (wanted.includes(page)) continue
      underWay.delete(page)
      abort.abort()
    }
    for (const page of new Set(wanted)) if (!underWay.has(page)) void fetchPage(page)
    if (needed.length === 0) draw()
    else hold ??= setTimeout(draw, holdMs)
  }

  watch(
    answered,
    (now) => {
      cancelAll()
      awaitRest()
      cache.value = now?.cause === 'more' ? cache.value.fullPages() : new PageCache()
      if (now && now.answer.rows.length > 0) cache.value.put(0, now.answer.rows)
    },
    { immediate: true, flush: 'sync' },
  )
  watch([top, extent, cache], update, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(hold)
    clearTimeout(rest)
    cancelAll()
  })

  return { frame, rowAt: (index: number): EntryRow | undefined => cache.value.row(index) }
}
