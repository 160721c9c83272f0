// Controls, format characters (bidi, zero width), lone surrogates, private and unassigned ones, line and paragraph separators, and
// everything else that Unicode says is not drawn: what a reader cannot see or what reorders what they see.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]/gu
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text of the log as HTML text or attribute value: nothing in it is markup, and nothing in it is invisible. */
export function html(text: string): string {
  return text
    .replace(unseen, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

const grouped = new Intl.NumberFormat('en-US')
export const number = (value: number): string => grouped.format(value)
