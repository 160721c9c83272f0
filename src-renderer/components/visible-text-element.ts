import { createElement } from './create-element.ts'
import { installCopyOfOriginals } from './visible-text-copy.ts'
import { clampText, markAttributes, shortLimit, visiblePieces } from './visible-text.ts'
import './visible-text.css'

/** What `VisibleText` draws of a text, as an element: for rows that are drawn without components. */
export function visibleElement(text: string): HTMLElement {
  installCopyOfOriginals()
  const element = createElement('bdi', 'visible-text')
  const shown = clampText(text, shortLimit)
  for (const piece of visiblePieces(shown)) {
    if (piece.kind === 'text') {
      element.append(piece.text)
      continue
    }
    const mark = createElement('span', 'mark', element)
    for (const [name, value] of Object.entries(markAttributes(piece))) mark.setAttribute(name, value)
    mark.textContent = piece.shown
  }
  if (shown.length < text.length) element.append('…')
  return element
}
