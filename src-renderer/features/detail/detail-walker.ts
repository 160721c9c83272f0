import type { EntryDetail, EntryKey } from '@contract/entry.ts'
import { toAppError } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import type { AroundAnswer } from '@contract/log.ts'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { createLru } from './lru.ts'

export interface DetailSource {
  readonly entry: (key: EntryKey, signal: AbortSignal) => Promise<EntryDetail>
  readonly around: (key: EntryKey, signal: AbortSignal) => Promise<AroundAnswer>
}

export interface DetailWalker {
  /** The entry on screen: the last one asked for that has arrived. */
  readonly detail: Readonly<ShallowRef<EntryDetail | null>>
  /** What surrounds `detail`; null until it arrives. */
  readonly around: Readonly<ShallowRef<AroundAnswer | null>>
  readonly aroundError: Readonly<ShallowRef<AppError | null>>
  /** Why the entry asked for cannot be shown. */
  readonly error: Readonly<ShallowRef<AppError | null>>
  /** The wait is long enough to be shown. */
  readonly slow: Readonly<ShallowRef<boolean>>
  go(key: EntryKey): void
  /** Asks again for what is on screen, e.g. after a failure or when the cache grew. What is on screen stays until the answer. */
  refresh(): void
  stop(): void
}

/** Walking by a held key passes a row every 30 ms: what surrounds each of them is asked for only where the walk rests. */
const restMs = 90
const slowMs = 300

/** Whether a second reading of an entry says the same: then nothing on screen need be made anew. An entry's text never changes under its key. */
function sameDetail(a: EntryDetail, b: EntryDetail): boolean {
  const said = ({ key, flags, receivedAt, record, sequence, sequencePending, versions, entry }: EntryDetail): string =>
    JSON.stringify([key, flags, receivedAt, record, sequence, sequencePending, entry.sha256, versions.map((version) => version.key)])
  return said(a) === said(b)
}

/**
 * Fetches entry after entry while a person walks. The entry before stays until the next arrives; an answer that was overtaken is dropped
 * and its request cancelled; entries seen lately come back at once.
 */
export function createDetailWalker(source: DetailSource): DetailWalker {
  const detail = shallowRef<EntryDetail | null>(null)
  const around = shallowRef<AroundAnswer | null>(null)
  const aroundError = shallowRef<AppError | null>(null)
  const error = shallowRef<AppError | null>(null)
  const slow = shallowRef(false)

  const details = createLru<EntryKey, EntryDetail>(64, 16_000_000, ({ entry }) => 1000 + entry.raw.length * 3)
  const arounds = createLru<EntryKey, AroundAnswer>(64, 64 * 60, (answer) => answer.sameActor.length + answer.sameRequest.length + 7)
  let wanted: EntryKey | null = null
  let running: AbortController | null = null
  let slowTimer: ReturnType<typeof setTimeout> | undefined
  let restTimer: ReturnType<typeof setTimeout> | undefined

  function abandon(): void {
    running?.abort()
    running = null
    clearTimeout(slowTimer)
    clearTimeout(restTimer)
    slow.value = false
  }

  function show(next: EntryDetail): void {
    const moved = detail.value?.key !== next.key
    if (!detail.value || !sameDetail(detail.value, next)) detail.value = next
    error.value = null
    if (moved) {
      around.value = arounds.get(next.key) ?? null
      aroundError.value = null
    }
  }

  function load(key: EntryKey, restFor: number): void {
    abandon()
    const controller = new AbortController()
    running = controller
    slowTimer = setTimeout(() => (slow.value = true), slowMs)
    const fetched = source.entry(key, controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return
        details.set(key, answer)
        show(answer)
        askAround(key, controller, restFor)
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) error.value = toAppError(thrown)
      },
    )
    void fetched.finally(() => {
      if (running !== controller) return
      clearTimeout(slowTimer)
      slow.value = false
    })
  }

  function askAround(key: EntryKey, controller: AbortController, restFor: number): void {
    restTimer = setTimeout(() => {
      source.around(key, controller.signal).then(
        (answer) => {
          if (controller.signal.aborted) return
          arounds.set(key, answer)
          around.value = answer
          aroundError.value = null
        },
        (thrown: unknown) => {
          if (!controller.signal.aborted) aroundError.value = toAppError(thrown)
        },
      )
    }, restFor)
  }

  function go(key: EntryKey): void {
    if (key === wanted && !error.value) return
    wanted = key
    const known = details.get(key)
    if (!known) {
      load(key, restMs)
      return
    }
    abandon()
    show(known)
    if (around.value) return
    running = new AbortController()
    askAround(key, running, restMs)
  }

  function refresh(): void {
    details.clear()
    arounds.clear()
    if (wanted !== null) load(wanted, 0)
  }

  return { detail, around, aroundError, error, slow, go, refresh, stop: abandon }
}
