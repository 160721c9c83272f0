import { parseNote, type NoteBlock, type NoteInline } from '@language/note-markdown.ts'
import { html } from './text.ts'

/** A line end that its author put there is layout, not something hidden. */
const words = (text: string): string => text.split('\n').map(html).join('<br>')

function inline(part: NoteInline): string {
  switch (part.kind) {
    case 'text':
      return words(part.text)
    case 'code':
      return `<code>${html(part.text)}</code>`
    case 'strong':
    case 'em':
      return `<${part.kind}>${part.of.map(inline).join('')}</${part.kind}>`
    case 'entry':
      return part.text === part.id ? `entry <code>${html(part.id)}</code>` : `${html(part.text)} (entry <code>${html(part.id)}</code>)`
  }
}

function block(part: NoteBlock): string {
  switch (part.kind) {
    case 'code':
      return `<pre>${part.text.split('\n').map(html).join('\n')}</pre>`
    case 'list': {
      const tag = part.ordered ? 'ol' : 'ul'
      return `<${tag}>${part.items.map((item) => `<li>${item.map(inline).join('')}</li>`).join('')}</${tag}>`
    }
    case 'quote':
      return `<blockquote>${part.of.map(inline).join('')}</blockquote>`
    case 'heading':
      return `<p><b>${part.of.map(inline).join('')}</b></p>`
    case 'paragraph':
      return `<p>${part.of.map(inline).join('')}</p>`
  }
}

/** A note as its author means it, in the same Markdown as in the window: every text of it is escaped. */
export const noteHtml = (note: string): string => parseNote(note).map(block).join('')
