import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { ListItem } from './list-item.ts'

/** The line a person is at, and the bookmarks they picked. Both stay with what they are about when the list changes. */
export function useListCursor(items: Ref<readonly ListItem[]>, reveal: (index: number) => void) {
  const index = ref<number | null>(null)
  const picked = shallowRef<ReadonlySet<number>>(new Set())
  let anchor: number | null = null
  const item = computed(() => (index.value === null ? undefined : items.value[index.value]))
  let key: string | undefined

  watch(items, (now) => {
    const there = new Set(now.flatMap((each) => (each.kind === 'entry' ? [each.entry.id] : [])))
    if ([...picked.value].some((id) => !there.has(id))) picked.value = new Set([...picked.value].filter((id) => there.has(id)))
    anchor = null
    if (index.value === null) return
    const at = now.findIndex((each) => each.key === key)
    // What is gone leaves its place to what came after it.
    index.value = now.length === 0 ? null : at >= 0 ? at : Math.min(index.value, now.length - 1)
    key = item.value?.key
  })

  function goTo(to: number): void {
    const { length } = items.value
    if (length === 0) return
    index.value = Math.min(length - 1, Math.max(0, to))
    key = item.value?.key
    reveal(index.value)
  }
  const move = (by: number): void => goTo(index.value === null ? 0 : index.value + by)
  function goToKey(wanted: string): boolean {
    const at = items.value.findIndex((each) => each.key === wanted)
    if (at >= 0) goTo(at)
    return at >= 0
  }

  /** Takes a line into what is picked, or all up to it. Notes are passed over: what is done to many is done to bookmarks. */
  function pick(at: number, how: 'toggle' | 'extend'): void {
    const from = how === 'extend' ? (anchor ?? index.value ?? at) : at
    const ids = items.value
      .slice(Math.min(from, at), Math.max(from, at) + 1)
      .flatMap((each) => (each.kind === 'entry' ? [each.entry.id] : []))
    const next = new Set(picked.value)
    const takesAway = how === 'toggle' && ids.every((id) => next.has(id))
    for (const id of ids)
      if (takesAway) next.delete(id)
      else next.add(id)
    picked.value = next
    anchor = how === 'extend' ? from : at
    goTo(at)
  }
  function pickAll(): void {
    picked.value = new Set(items.value.flatMap((each) => (each.kind === 'entry' ? [each.entry.id] : [])))
  }
  function clear(): void {
    picked.value = new Set()
    anchor = null
  }
  function leave(): void {
    index.value = null
    key = undefined
  }
  return { index, item, picked, goTo, goToKey, move, pick, pickAll, clear, leave }
}
