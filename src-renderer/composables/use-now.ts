import { onScopeDispose, readonly, ref } from 'vue'
import type { Ref } from 'vue'

/** This machine's clock, ms, renewed every `everyMs` while the component lives. For texts such as *2 days ago* and countdowns. */
export function useNow(everyMs = 30_000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
