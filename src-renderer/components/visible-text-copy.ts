/** Stands for a mark while the selection is read: a noncharacter, which {@link visiblePieces} never leaves in shown text. */
const placeholder = '\ufdd0'

/** Attribute of a mark's element: the characters it stands for. */
export const rawAttribute = 'data-raw'

/** The selection's text as the browser would copy it, with every mark replaced by the characters as received. */
export function replacePlaceholders(copied: string, originals: readonly string[]): string {
  let next = 0
  return copied.replaceAll(placeholder, () => originals[next++] ?? '')
}

function copyOriginals(event: ClipboardEvent): void {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed || !event.clipboardData) return
  const marks = [...document.querySelectorAll(`[${rawAttribute}]`)].filter((element) => selection.containsNode(element, true))
  if (marks.length === 0) return
  const shown = marks.map((element) => element.textContent)
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection
  for (const element of marks) element.textContent = placeholder
  const copied = selection.toString()
  marks.forEach((element, index) => (element.textContent = shown[index] ?? ''))
  // A selection that began inside a mark lost its end when the mark's text was exchanged.
  if (anchorNode?.isConnected && focusNode?.isConnected) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
  event.clipboardData.setData(
    'text/plain',
    replacePlaceholders(
      copied,
      marks.map((element) => element.getAttribute(rawAttribute) ?? ''),
    ),
  )
  event.preventDefault()
}

let installed = false

/** From now on, copying a selection that holds marks copies the original characters. Once per window. */
export function installCopyOfOriginals(): void {
  if (installed || typeof document === 'undefined') return
  installed = true
  document.addEventListener('copy', copyOriginals)
}
