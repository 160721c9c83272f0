import { onScopeDispose } from 'vue'
import type { Mention } from './entity-ref.ts'

type Show = (mention: Mention, button: Element) => void
let shown: Show | null = null

/** The window's one menu says how it is shown; for as long as it lives. */
export function askMenu(show: Show): void {
  shown = show
  onScopeDispose(() => (shown = null))
}

/** Opens the menu of a mention below a button. */
export const openMenu: Show = (mention, button) => shown?.(mention, button)
