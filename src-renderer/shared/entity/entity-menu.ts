import { onScopeDispose } from 'vue'
import type { EntityRef } from './entity-ref.ts'

type Show = (entity: EntityRef, button: Element) => void
let shown: Show | null = null

/** The window's one menu says how it is shown; for as long as it lives. */
export function provideEntityMenu(show: Show): void {
  shown = show
  onScopeDispose(() => (shown = null))
}

/** Opens the menu of an entity below a button. */
export const openEntityMenu: Show = (entity, button) => shown?.(entity, button)
