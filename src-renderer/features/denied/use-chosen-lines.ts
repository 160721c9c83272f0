import type { DeniedLine } from '@contract/denied.ts'
import { mostReviewed } from '@contract/denied.ts'
import { computed, shallowRef } from 'vue'

interface Lines {
  readonly line: (index: number) => DeniedLine | undefined
  /** Loads what `[first, end)` lacks. */
  readonly show: (first: number, end: number) => Promise<void>
}

const keyOf = ({ user, permission }: DeniedLine): string => JSON.stringify([user, permission])

/** The lines that a person chose to review together: by what they are of, so that they stay chosen while the list changes. */
export function useChosenLines({ line, show }: Lines) {
  const chosen = shallowRef<ReadonlyMap<string, DeniedLine>>(new Map())
  let last: number | null = null
  const lines = computed(() => [...chosen.value.values()])
  const has = (one: DeniedLine): boolean => chosen.value.has(keyOf(one))

  function toggle(index: number): void {
    const one = line(index)
    if (!one) return
    const next = new Map(chosen.value)
    if (!next.delete(keyOf(one)) && next.size < mostReviewed) next.set(keyOf(one), one)
    chosen.value = next
    last = index
  }
  /** From the line chosen last to this one, both included. */
  async function chooseTo(index: number): Promise<void> {
    const [from, to] = [
      Math.min(last ?? index, index),
      Math.min(Math.max(last ?? index, index), Math.min(last ?? index, index) + mostReviewed - 1),
    ]
    await show(from, to + 1)
    const next = new Map(chosen.value)
    for (let at = from; at <= to && next.size < mostReviewed; at++) {
      const one = line(at)
      if (one) next.set(keyOf(one), one)
    }
    chosen.value = next
    last = index
  }
  function clear(): void {
    chosen.value = new Map()
    last = null
  }
  return { lines, has, toggle, chooseTo, clear }
}
