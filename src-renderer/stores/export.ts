import { toAppError, type AppError } from '@contract/errors.ts'
import {
  noReportWords,
  type ExportFormat,
  type ExportProgress,
  type ExportRecord,
  type ExportRequest,
  type ExportSource,
  type ReportWords,
} from '@contract/export.ts'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { ask, onEvent } from '../api/client.ts'

/** What a person wants to take away: a source, in their words and numbers. */
export interface Offer {
  readonly source: ExportSource
  readonly filter: ExportRequest['filter']
  readonly order: ExportRequest['order']
  /** What the rows on screen are sorted by; absent: by time. */
  readonly sort?: ExportRequest['sort']
  readonly entries: number
  /** Whether these are only what a search has found so far: the export searches all. */
  readonly isPart?: boolean
  readonly selection: boolean
  /** What it is to be written as, where that is asked for. */
  readonly format?: ExportFormat
  /** What it is, in words, where the filter alone does not say it. */
  readonly words?: string
}

/** One export at a time. It goes on while its dialog is closed. */
export const useExports = defineStore('exports', () => {
  /** What the dialog is open for; null when it is closed. */
  const offer = shallowRef<Offer | null>(null)
  const running = ref(false)
  /** Null until a place was chosen and the first entries are written. */
  const progress = shallowRef<ExportProgress | null>(null)
  const done = shallowRef<ExportRecord | null>(null)
  const error = shallowRef<AppError | null>(null)
  /** What reports say of themselves, kept from one to the next: an engagement has several. */
  const report = ref<ReportWords>(noReportWords)
  /** Grows with every export that ended: lists read again. */
  const version = ref(0)
  const share = computed(() => (progress.value && progress.value.total > 0 ? progress.value.done / progress.value.total : null))
  let current: AbortController | null = null

  onEvent('export.progress', (told) => {
    if (running.value) progress.value = told
  })

  /** Opens the dialog; while an export runs it shows that one. */
  function open(wanted: Offer): void {
    if (!running.value) {
      done.value = null
      error.value = null
    }
    offer.value = wanted
  }
  /** What was said is read; an export under way goes on. */
  function close(): void {
    offer.value = null
    if (!running.value) error.value = null
  }

  /** Never rejects. @returns whether something was written */
  async function run(request: ExportRequest): Promise<boolean> {
    if (running.value) return false
    const own = new AbortController()
    current = own
    running.value = true
    progress.value = null
    done.value = null
    error.value = null
    try {
      done.value = await ask('export.save', request, { signal: own.signal })
      return done.value !== null
    } catch (thrown) {
      const failure = toAppError(thrown)
      if (failure.code !== 'cancelled') error.value = failure
      return false
    } finally {
      running.value = false
      progress.value = null
      current = null
      version.value++
    }
  }
  function cancel(): void {
    current?.abort()
  }
  /** Back to the choices after one export is done. */
  function anew(): void {
    done.value = null
    error.value = null
  }
  async function showInFolder({ id }: ExportRecord, tenant: string): Promise<void> {
    error.value = await ask('export.show', { tenant, id }).then(() => null, toAppError)
  }

  return { offer, report, running, progress, done, error, version, share, open, close, run, cancel, anew, showInFolder }
})
