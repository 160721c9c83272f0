import type { Field } from '@contract/filter.ts'
import { edited, type Edit } from '@language/query-error.ts'
import { nextTick, onScopeDispose, type Ref } from 'vue'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { awaitsValue, beginsField, isBegun, remember, type Suggestion } from './suggestions.ts'
import type { useSuggestions } from './use-suggestions.ts'

/** A value that is only begun is searched for once the typing pauses, everything else at once. */
const pauseMs = 400

/** What typing, choosing and leaving do to the query text. `scrolled` is called when the text may have moved in its field. */
export function useSearchText(
  input: Ref<HTMLInputElement | null>,
  { offer, close }: ReturnType<typeof useSuggestions>,
  scrolled: () => void,
) {
  const view = useView()
  const session = useSession()
  let waiting: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(waiting))

  function set(text: string): void {
    clearTimeout(waiting)
    view.setText(text)
  }
  function typed(): void {
    const element = input.value
    if (!element) return
    const text = element.value
    const caret = element.selectionStart ?? text.length
    const begun = beginsField(text, caret)
    if (begun || awaitsValue(text, caret)) {
      clearTimeout(waiting)
      view.hold(text, begun)
    } else if (isBegun(text, caret)) {
      clearTimeout(waiting)
      view.text = text
      waiting = setTimeout(() => view.setText(text), pauseMs)
    } else set(text)
    void nextTick(scrolled)
    void offer(text, caret)
  }
  async function put(text: string, caret: number): Promise<void> {
    set(text)
    await nextTick()
    input.value?.focus()
    input.value?.setSelectionRange(caret, caret)
    scrolled()
  }
  async function take({ result, kind }: Suggestion): Promise<void> {
    await put(result.text, result.caret)
    if (kind === 'field') void offer(result.text, result.caret)
    else close()
  }
  /** Makes a change that mends a mistake; the caret stands after it. */
  async function mend(edit: Edit): Promise<void> {
    close()
    await put(edited(view.text, edit), edit.from + edit.text.length)
  }
  /** What was asked is worth remembering once a person is done typing it. */
  function settle(): void {
    close()
    set(view.text)
    view.endTyping()
    if (view.queryError) return
    const recent = remember(session.settings.recentQueries, view.text)
    if (recent[0] !== session.settings.recentQueries[0]) void session.patch({ recentQueries: [...recent] })
  }
  function clear(): void {
    set('')
    view.endTyping()
    input.value?.focus()
  }
  /** Focuses the field and selects a part of the text, or all of it. */
  function focus(part?: string): void {
    const element = input.value
    if (!element) return
    element.focus()
    const at = part ? element.value.indexOf(part) : -1
    if (part && at >= 0) element.setSelectionRange(at, at + part.length)
    else element.select()
  }
  /** Begins a condition on a field after what is asked already, and offers its values. */
  async function ask(field: Field): Promise<void> {
    const element = input.value
    if (!element) return
    const asked = view.text.trim()
    // Asked for twice, it is begun once.
    const text = asked.endsWith(`${field}:`) ? asked : `${asked}${asked === '' ? '' : ' '}${field}:`
    element.focus()
    view.hold(text, false)
    await nextTick()
    element.setSelectionRange(text.length, text.length)
    void offer(text, text.length)
  }
  return { typed, take, mend, settle, clear, focus, ask }
}
