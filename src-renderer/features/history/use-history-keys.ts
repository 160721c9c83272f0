import type { EntryKey } from '@contract/entry.ts'
import type { HistoryStep } from '@contract/history.ts'
import { useKeys } from '../../composables/use-keys.ts'

/** The keys that walk the grid walk the entries of a history while it is on screen. */
export function useHistoryKeys(on: {
  readonly steps: () => readonly HistoryStep[]
  readonly at: () => EntryKey | null
  readonly choose: (step: HistoryStep) => void
  /** The details, where they are open; else the history. */
  readonly close: () => void
}): { readonly step: (by: number) => void } {
  function step(by: number): void {
    const steps = on.steps()
    const now = steps.findIndex(({ key }) => key === on.at())
    const to = steps[Math.min(steps.length - 1, Math.max(0, now < 0 ? 0 : now + by))]
    if (to) on.choose(to)
  }
  const group = 'History'
  useKeys().register(
    { id: 'history-next', keys: ['j', 'ArrowDown'], description: 'Next entry', group, keyOnly: true, run: () => step(1) },
    { id: 'history-previous', keys: ['k', 'ArrowUp'], description: 'Previous entry', group, keyOnly: true, run: () => step(-1) },
  )
  useKeys().register({
    id: 'history-close',
    keys: ['Escape'],
    description: 'Close the details, then the history',
    group,
    keyOnly: true,
    run: on.close,
  })
  return { step }
}
