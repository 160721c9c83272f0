import { parseNote, type NoteInline } from '@language/note-markdown.ts'

function textOf(part: NoteInline): string {
  switch (part.kind) {
    case 'text':
    case 'code':
    case 'entry':
      return part.text
    case 'embed':
      return part.id
    case 'strong':
    case 'em':
      return part.of.map(textOf).join('')
  }
}

/** The words of a note on one line, without its marks. */
export function noteExcerpt(note: string): string {
  return parseNote(note.slice(0, 1000))
    .map((block) => {
      if (block.kind === 'code') return block.text
      return block.kind === 'list' ? block.items.map((item) => item.map(textOf).join('')).join(', ') : block.of.map(textOf).join('')
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}
