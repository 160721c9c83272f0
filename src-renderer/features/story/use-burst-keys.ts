import type { EntryKey } from '@contract/entry.ts'
import { useKeys } from '../../composables/use-keys.ts'

interface AtLine {
  /** The burst one is at; null: one is elsewhere. */
  readonly burst: () => { readonly row: number; readonly open: boolean } | null
  /** The first row of the open burst in which one is; null for none. */
  readonly inBurst: () => number | null
  readonly hasFocus: () => boolean
  readonly toggle: (row: number, to: boolean) => void
  /** The entry one is at. */
  readonly entry: () => EntryKey | null
  readonly log: (key: EntryKey) => void
}

/** Keys of a time line beside those that walk it: bursts open and close as branches of a tree do, and an entry is shown among its neighbours. */
export function useBurstKeys({ burst, inBurst, hasFocus, toggle, entry, log }: AtLine): void {
  const group = 'Story'
  const closes = (): number | null => (burst()?.open ? (burst()?.row ?? null) : inBurst())
  useKeys().register(
    {
      id: 'story-unfold',
      keys: ['ArrowRight'],
      description: 'Open the burst',
      group,
      keyOnly: true,
      when: () => hasFocus() && burst()?.open === false,
      run: () => toggle(burst()?.row ?? 0, true),
    },
    {
      id: 'story-fold',
      keys: ['ArrowLeft'],
      description: 'Close the burst',
      group,
      keyOnly: true,
      when: () => hasFocus() && closes() !== null,
      run: () => toggle(closes() ?? 0, false),
    },
    {
      id: 'story-in-log',
      keys: ['l'],
      description: 'Show the entry in the full log',
      group,
      when: () => entry() !== null,
      run: () => log(entry() ?? 0),
    },
  )
}
