import { visible } from '../visible.ts'

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text of the log as HTML text or attribute value: nothing in it is markup, and nothing in it is invisible. */
export const html = (text: string): string => visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Places where an address, a name of an action or a path may go on in the next line; never within a word. */
const joints = /(?<=[:/;=&?|_])(?=[^\s:/;=&?|_])|(?<=\S)(?=@)|(?<=[\p{L}\p{N}])(?=[.][\p{L}\p{N}])/gu
/** An email that a column may be too narrow for goes on with its domain. */
const [beforeDomain, longEmail] = [/(?<=\S)(?=@)/gu, 48]
/** Characters that any column is wide enough for: each place to break is one more element for assistive technology, and in a PDF. */
const fitting = 16

/** {@link html} of a text that stands in a narrow column: an email or address moves to the next line whole, and is broken at a joint only where it is wider than the column. */
export function breakable(text: string): string {
  return visible(text)
    .split(/( +)/)
    .map((word) => {
      if (word.length <= fitting) return html(word)
      const parts = word.split(word.includes('@') && word.length <= longEmail ? beforeDomain : joints)
      const broken = parts.map(html).join('<wbr>')
      return parts.length > 1 ? `<span class="whole">${broken}</span>` : broken
    })
    .join('')
}

const grouped = new Intl.NumberFormat('en-US')
export const number = (value: number): string => grouped.format(value)
