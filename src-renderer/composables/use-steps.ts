import { computed, ref, watch } from 'vue'
import type { ComputedRef } from 'vue'

/** A long list shown in steps: what is shown now, how many are not, and more of them. Another list starts afresh. */
export function useSteps<T>(items: () => readonly T[], first: number, step = first): Steps<T> {
  const limit = ref(first)
  watch(items, () => (limit.value = first))
  const shown = computed(() => items().slice(0, limit.value))
  const hidden = computed(() => Math.max(0, items().length - limit.value))
  return { shown, hidden, next: computed(() => Math.min(step, hidden.value)), more: () => (limit.value += step) }
}

export interface Steps<T> {
  readonly shown: ComputedRef<readonly T[]>
  readonly hidden: ComputedRef<number>
  /** How many more the next step shows. */
  readonly next: ComputedRef<number>
  readonly more: () => void
}
