import { toAppError } from '@contract/errors.ts'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { ask } from '../../api/client.ts'
import { inPause } from '../../composables/after-paint.ts'
import { useSession } from '../../stores/session.ts'
import { useCasework } from '../../stores/casework.ts'
import { caseworkValues, forgotten, most, planCompletion, recentSuggestions, suggestions, type Suggestion } from './suggestions.ts'

/** The search box's list: opened by typing or on demand, closed by choosing. At most one question to the cache is under way. */
export function useSuggestions() {
  const session = useSession()
  const casework = useCasework()
  const items = shallowRef<readonly Suggestion[]>([])
  const active = ref(-1)
  const isOpen = ref(false)
  const activeItem = computed(() => items.value[active.value] ?? null)
  let asking: AbortController | null = null

  function show(next: readonly Suggestion[]): void {
    items.value = next
    active.value = -1
    isOpen.value = next.length > 0
  }
  function close(): void {
    asking?.abort()
    asking = null
    isOpen.value = false
    active.value = -1
  }

  /** Offers what can stand at the caret; past queries where nothing is typed yet. */
  async function offer(text: string, caret: number): Promise<void> {
    asking?.abort()
    asking = null
    const recent = text.trim() === '' ? recentSuggestions(text, session.settings.recentQueries) : []
    const planned = planCompletion(text, caret, { zone: session.zone, now: Date.now() })
    if (!planned) return show(recent)
    const { at, question } = planned
    const known = [...recent, ...suggestions(text, at, question, [])].slice(0, most)
    show(known)
    if (!question || !session.tenant) return
    const mine = new AbortController()
    asking = mine
    if (question.field === 'tag' || question.field === 'case') {
      const overview = await casework.read()
      if (overview && asking === mine) show(suggestions(text, at, question, caseworkValues(question, overview)))
      return
    }
    // The rows go first: a letter asks for both.
    await new Promise<void>(inPause)
    if (asking !== mine) return
    try {
      const cached = await ask(
        'log.values',
        { tenant: session.tenant.id, field: question.field, part: question.part, limit: most },
        { signal: mine.signal },
      )
      if (asking === mine) show(suggestions(text, at, question, cached))
    } catch (thrown) {
      // Completion is a help, not an answer: without the cache the known items stay.
      if (toAppError(thrown).code !== 'cancelled' && asking === mine) asking = null
    }
  }
  /** Takes a past query out of the history; the next one is at its place. */
  async function forget(past: Suggestion): Promise<void> {
    const at = active.value
    await session.patch({ recentQueries: forgotten(session.settings.recentQueries, past.result.text) })
    await offer('', 0)
    active.value = Math.min(at, items.value.length - 1)
  }
  function move(by: number): void {
    const count = items.value.length
    if (count > 0) active.value = (active.value + by + count + (active.value < 0 && by < 0 ? 1 : 0)) % count
  }
  onScopeDispose(close)

  return { items, active, activeItem, isOpen, offer, forget, close, move }
}
