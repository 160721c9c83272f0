import type { EntryRow } from '@contract/entry.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import { onScopeDispose, shallowRef, triggerRef, watch, type Ref } from 'vue'
import { ask } from '../../api/client.ts'
import type { Answered } from '../log/query-runner.ts'
import { markFirstRows } from './first-rows.ts'
import { PageCache } from './page-cache.ts'
import { visibleRows, type Extent } from './virtual-window.ts'

/** What is drawn: rows from `first` on as seen from `top`; undefined where a row is not here yet. */
export interface Frame {
  readonly top: number
  readonly first: number
  readonly rows: readonly (EntryRow | undefined)[]
  /** The row of the first element; after a jump to rows that share none with the last frame, the first one: nothing need move. */
  readonly origin: number
}

/** How long the last rows stay while the next are fetched; after that, placeholders say that something is coming. */
const holdMs = 100
export const overscan = 1
/** Rows around the window that are fetched ahead of need. */
const ahead = 60

const emptyFrame: Frame = { top: 0, first: 0, rows: [], origin: 0 }

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

  async function fetchPage(page: number): Promise<void> {
    const from = answered.value
    const into = cache.value
    if (!from) return
    const abort = new AbortController()
    underWay.set(page, abort)
    const { tenant, order } = from.request
    try {
      const answer = await ask(
        'log.rows',
        { tenant, result: from.answer.result, order, offset: page * into.size, limit: into.size },
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
    const { first, end } = visibleRows(top.value, extent.value, overscan)
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, at) => cache.value.row(first + at))
    const last = frame.value
    const overlaps = first < last.first + last.rows.length && end > last.first
    frame.value = { top: top.value, first, rows, origin: overlaps ? last.origin : first }
    if (rows[0]) markFirstRows()
  }

  function update(): void {
    const { first, end } = visibleRows(top.value, extent.value)
    if (end <= first) return draw()
    cache.value.touch(first, end)
    const needed = cache.value.missing(first, end)
    const wanted = [...needed, ...cache.value.missing(Math.max(0, first - ahead), Math.min(extent.value.total, end + ahead))]
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
      cache.value = new PageCache()
      if (now && now.answer.rows.length > 0) cache.value.put(0, now.answer.rows)
    },
    { immediate: true, flush: 'sync' },
  )
  watch([top, extent, cache], update, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(hold)
    cancelAll()
  })

  return { frame, rowAt: (index: number): EntryRow | undefined => cache.value.row(index) }
}
