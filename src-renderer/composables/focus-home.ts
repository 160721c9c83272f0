import { useEventListener, useMutationObserver } from '@vueuse/core'
import type { Directive } from 'vue'

/** What a person reads next, where nothing else has the focus: the open dialog, a history or story over the grid, the grid, the page. */
const homes = ['dialog:modal', 'main [aria-label="History"]', 'main [aria-label="Story"]', 'main [role="grid"]', 'main'] as const

/** The part of the page that takes the focus when what had it is gone; null before there is one. */
function home(): HTMLElement | null {
  for (const selector of homes) {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].find((one) => one.checkVisibility({ checkVisibilityCSS: true }))
    if (found) return found
  }
  return null
}

/** Focuses `wanted` where it is still on the page, else the {@link home}. */
export function focusOrHome(wanted: Element | null): void {
  const target = wanted instanceof HTMLElement && wanted.isConnected && wanted !== document.body ? wanted : home()
  target?.focus({ preventScroll: true })
  // Hidden or disabled meanwhile: it did not take the focus.
  if (target !== home() && document.activeElement === document.body) home()?.focus({ preventScroll: true })
}

/**
 * Keeps the focus on the page: when the element that had it is taken away (a dialog that closes, a view that another one replaces), keys and
 * screen readers would be nowhere. Use once.
 */
export function useFocusHome(): void {
  let last: Element | null = null
  useEventListener(document, 'focusin', ({ target }) => {
    last = target instanceof Element ? target : null
  })
  useMutationObserver(
    document.body,
    () => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return
      last = null
      focusOrHome(null)
    },
    { childList: true, subtree: true },
  )
}

/** Esc inside the element goes back to where the focus came from. */
export const vEscapeBack: Directive<HTMLElement> = {
  mounted(element) {
    let from: Element | null = null
    element.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && element.contains(relatedTarget)) return
      from = relatedTarget instanceof Element ? relatedTarget : null
    })
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return
      // Inside of a dialog Esc closes that, and the dialog gives the focus back.
      if (event.target instanceof Element && event.target.closest('dialog:modal, [role="dialog"]')) return
      event.preventDefault()
      event.stopPropagation()
      focusOrHome(from)
    })
  },
}
