import type { Ref } from 'vue'
import { useKeys } from '../../composables/use-keys.ts'

interface Choosing {
  readonly chosen: { toggle(index: number): void; chooseTo(index: number): Promise<void>; clear(): void }
  readonly cursor: { readonly index: Ref<number | null>; goTo(index: number): void }
  readonly hasRows: () => boolean
}

/** The keys that choose lines, which are those that select entries in the log. */
export function useChoosingKeys({ chosen, cursor, hasRows }: Choosing): void {
  const group = 'Denied access'
  const at = (): number => {
    if (cursor.index.value === null) cursor.goTo(0)
    return cursor.index.value ?? 0
  }
  useKeys().register(
    { id: 'pick', keys: ['x'], description: 'Choose the line, or no longer', group, when: hasRows, run: () => chosen.toggle(at()) },
    {
      id: 'pick-to',
      keys: ['Shift+x'],
      description: 'Choose all lines from the one chosen last to this one',
      group,
      when: hasRows,
      run: () => void chosen.chooseTo(at()),
    },
    { id: 'pick-none', keys: ['Shift+Escape'], description: 'Choose no line', group, run: () => chosen.clear() },
  )
}
