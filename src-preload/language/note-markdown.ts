/** A note as a tree of what may be shown: no markup of any other kind exists, whatever was typed. */
export type NoteInline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly of: readonly NoteInline[] }
  /** A link to another entry by the tenant's id of it. */
  | { readonly kind: 'entry'; readonly id: string; readonly text: string }
  /** An entry that is shown here: when, who, what. */
  | { readonly kind: 'embed'; readonly id: string }
export type NoteBlock =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly of: readonly NoteInline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly NoteInline[])[] }
  | { readonly kind: 'code'; readonly text: string }

const marks =
  /`([^`\n]+)`|!\[\[([^\]|\n]{1,2000})\]\]|\[\[([^\]|\n]{1,512})(?:\|([^\]\n]{1,512}))?\]\]|\*\*(?=\S)([^\n]*?\S)\*\*|(?<![\p{L}\p{N}])([*_])(?=\S)([^\n]*?\S)\6(?![\p{L}\p{N}])/u
const deepest = 4
/** A paragraph longer than this is shown as it is: looking for marks takes the square of its length. */
const longest = 4000

/** Bold, emphasis, code, `[[entry id]]` or `[[entry id|words]]`, and `![[entry id]]`; everything else is text. */
export function parseInline(text: string, depth = 0): NoteInline[] {
  const parts: NoteInline[] = []
  let rest = text
  while (rest !== '') {
    const found = depth < deepest && text.length <= longest ? marks.exec(rest) : null
    if (!found) {
      parts.push({ kind: 'text', text: rest })
      break
    }
    const [whole, code, embedded, id, words, strong, , em] = found
    if (found.index > 0) parts.push({ kind: 'text', text: rest.slice(0, found.index) })
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (embedded !== undefined) parts.push({ kind: 'embed', id: readId(embedded) })
    else if (id !== undefined) parts.push({ kind: 'entry', id: id.trim(), text: words ?? id })
    else if (strong !== undefined) parts.push({ kind: 'strong', of: parseInline(strong, depth + 1) })
    else parts.push({ kind: 'em', of: parseInline(em ?? '', depth + 1) })
    rest = rest.slice(found.index + whole.length)
  }
  return parts
}

/** What would end an embedded id, or be lost at its edges, is written by its code: `%5D;`. */
const written = /[%[\]|\s\p{Cc}]/gu
const readId = (text: string): string => text.replace(/%([0-9A-F]{2,4});/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))

/** `![[id]]` of an entry; null where its id is too long to be read back. */
export function embedOf(id: string): string | null {
  const text = id.replace(written, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')};`)
  return text.length === 0 || text.length > 2000 ? null : `![[${text}]]`
}

/** The ids of the entries that a text embeds, each once, in the order of reading. */
export function embeddedIds(note: string): string[] {
  const found = new Set<string>()
  const read = (parts: readonly NoteInline[]): void => {
    for (const part of parts)
      if (part.kind === 'embed') found.add(part.id)
      else if (part.kind === 'strong' || part.kind === 'em') read(part.of)
  }
  for (const block of parseNote(note))
    if (block.kind === 'list') block.items.forEach(read)
    else if (block.kind !== 'code') read(block.of)
  return [...found]
}

const bullet = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/
const heading = /^#{1,6}\s+(.*)$/
const quote = /^>\s?(.*)$/

/** Blocks of a note: paragraphs (a new line stays one), lists, headings, quotes, fenced code. */
export function parseNote(note: string): NoteBlock[] {
  const blocks: NoteBlock[] = []
  const lines = note.replace(/\r\n?/g, '\n').split('\n')
  let at = 0
  const take = (test: (line: string) => boolean): string[] => {
    const from = at
    while (at < lines.length && test(lines[at] ?? '')) at++
    return lines.slice(from, at)
  }
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const [, title] = heading.exec(line) ?? []
    const item = bullet.exec(line)
    if (line.trim() === '') at++
    else if (line.startsWith('```')) {
      at++
      blocks.push({ kind: 'code', text: take((each) => !each.startsWith('```')).join('\n') })
      at++
    } else if (title !== undefined) {
      at++
      blocks.push({ kind: 'heading', of: parseInline(title) })
    } else if (item) {
      const items = take((each) => bullet.test(each)).map((each) => parseInline(bullet.exec(each)?.[2] ?? ''))
      blocks.push({ kind: 'list', ordered: item[1] !== undefined, items })
    } else if (quote.test(line)) {
      const quoted = take((each) => quote.test(each)).map((each) => quote.exec(each)?.[1] ?? '')
      blocks.push({ kind: 'quote', of: parseInline(quoted.join('\n')) })
    } else {
      const plain = (each: string): boolean =>
        each.trim() !== '' && !each.startsWith('```') && !heading.test(each) && !bullet.test(each) && !quote.test(each)
      blocks.push({ kind: 'paragraph', of: parseInline(take(plain).join('\n')) })
    }
  }
  return blocks
}
