import type { DropdownMenuContentProps } from 'reka-ui'

/** Where a menu opens. */
export interface MenuPlace {
  readonly anchor: NonNullable<DropdownMenuContentProps['reference']>
}

/** A place without an element, as the library takes it. CSS pixels. */
export const atPoint = (x: number, y: number): MenuPlace => ({ anchor: { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } })
/** Below an element, where its texts begin. */
export function below(element: Element): MenuPlace {
  const { left, bottom } = element.getBoundingClientRect()
  return atPoint(Math.max(0, left) + 32, bottom)
}

/** Whether a key asks for a menu. */
export const asksForMenu = (event: KeyboardEvent): boolean => event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
