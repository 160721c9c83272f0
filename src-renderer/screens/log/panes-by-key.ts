/** A part of a page, and what takes the focus in it; empty: itself. */
export type Pane = readonly [part: string, target: string]

/** The parts of the log view in the order of reading. */
const logPanes: readonly Pane[] = [
  ['header', '[aria-label="Search"]'],
  ['[aria-label="Facets"]', 'button, input'],
  ['[role="grid"]', ''],
  ['[aria-label="Entry details"]', ''],
]

/** Moves the focus to the next part of a page that is on screen, or the one before; without it, the rows are thirty tab stops from the search. */
export function focusNextPane(by: 1 | -1, panes = logPanes): void {
  const shown = panes.flatMap(([pane, target]) => {
    const found = [...document.querySelectorAll<HTMLElement>(`main ${pane}`)].find((element) =>
      element.checkVisibility({ checkVisibilityCSS: true }),
    )
    const focused = target === '' ? found : found?.querySelector<HTMLElement>(target)
    return found && focused ? [{ pane: found, focused }] : []
  })
  const at = shown.findIndex(({ pane }) => pane.contains(document.activeElement))
  shown[(at + by + shown.length + (at < 0 && by < 0 ? 1 : 0)) % shown.length]?.focused.focus()
}
