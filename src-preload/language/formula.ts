// `=`, `+`, `-`, `@` and their full-width forms.
const formula = /[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/
const separator = /[;|\t\r\n]/
/** What a reader may leave out before it looks for a formula, and what we put there. */
const skipped = /[\s"']/
/** A cell that begins with one of these is prefixed whatever follows. */
const unseenFirst = /^'*[\t\r\n]/

/**
 * A cell in which a spreadsheet finds no formula (OWASP, *CSV Injection*): a `'` stands before every part of it that could be one. Taking one `'` from
 * each of those places gives the original back. Works from the end, so that a text of nothing but separators is walked once.
 */
export function neutralised(text: string): string {
  const isUnseen = unseenFirst.test(text)
  if (!isUnseen && !formula.test(text)) return text
  let rest = ''
  let kept = text.length
  let comes = false
  for (let i = text.length - 1; i >= 0; i--) {
    const character = text.charAt(i)
    if (comes && separator.test(character)) {
      rest = `'${text.slice(i + 1, kept)}${rest}`
      kept = i + 1
    }
    comes = formula.test(character) || (comes && skipped.test(character))
  }
  return `${comes || isUnseen ? "'" : ''}${text.slice(0, kept)}${rest}`
}
