import { parseNote, type NoteBlock, type NoteInline } from '@language/note-markdown.ts'
import { html } from './text.ts'

/** A line end that its author put there is layout, not something hidden. */
const words = (text: string): string => text.split('\n').map(html).join('<br>')

/** How an entry that is embedded is shown. */
export type Embed = (id: string) => string
const asId: Embed = (id) => `entry <code>${html(id)}</code>`

function inline(part: NoteInline, embed: Embed): string {
  switch (part.kind) {
    case 'text':
      return words(part.text)
    case 'code':
      return `<code>${html(part.text)}</code>`
    case 'strong':
    case 'em':
      return `<${part.kind}>${inlines(part.of, embed)}</${part.kind}>`
    case 'entry':
      return part.text === part.id ? asId(part.id) : `${html(part.text)} (${asId(part.id)})`
    case 'embed':
      return embed(part.id)
  }
}
const inlines = (parts: readonly NoteInline[], embed: Embed): string => parts.map((part) => inline(part, embed)).join('')

function block(part: NoteBlock, embed: Embed): string {
  switch (part.kind) {
    case 'code':
      return `<pre>${part.text.split('\n').map(html).join('\n')}</pre>`
    case 'list': {
      const tag = part.ordered ? 'ol' : 'ul'
      return `<${tag}>${part.items.map((item) => `<li>${inlines(item, embed)}</li>`).join('')}</${tag}>`
    }
    case 'quote':
      return `<blockquote>${inlines(part.of, embed)}</blockquote>`
    case 'heading':
      return `<p><b>${inlines(part.of, embed)}</b></p>`
    case 'paragraph':
      return `<p>${inlines(part.of, embed)}</p>`
  }
}

/** A note as its author means it, in the same Markdown as in the window: every text of it is escaped. */
export const noteHtml = (note: string, embed: Embed = asId): string =>
  parseNote(note)
    .map((part) => block(part, embed))
    .join('')
