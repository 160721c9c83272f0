import electron from 'electron'

/** Puts a text on the clipboard, and the same as HTML for who takes that. The oldest runtime has no items, and takes both as they are. */
export async function writeClipboard(text: string, html?: string): Promise<void> {
  const { clipboard, ClipboardItem } = electron as Omit<typeof electron, 'ClipboardItem'> & Partial<Pick<typeof electron, 'ClipboardItem'>>
  if (html === undefined) await clipboard.writeText(text)
  else if (ClipboardItem) await clipboard.write([new ClipboardItem({ 'text/plain': text, 'text/html': html })])
  else await (clipboard as unknown as { write: (data: { text: string; html: string }) => unknown }).write({ text, html })
}
