import type { Summary } from '../summary.ts'
import type { Section } from './sections.ts'
import { html, number } from './text.ts'

/** A table of contents, where the entries have sections: links to every part of the report. */
export function contentsOf(sections: readonly Section[], { histogram, facets }: Summary): string {
  if (sections.length === 0) return ''
  const link = (id: string, title: string): string => `<a href="#${html(id)}">${title}</a>`
  const parts = [
    link('period', 'Period and coverage'),
    link('basis', 'What this rests on'),
    ...(histogram ? [link('over-time', 'Over time')] : []),
    ...(facets.some(({ values }) => values.length > 0) ? [link('summary', 'Summary')] : []),
    `${link('entries', 'Entries')}<ol class="sections">${sections.map(({ id, title, entries }) => `<li>${link(id, title)} <span class="muted">${number(entries)}</span></li>`).join('')}</ol>`,
  ]
  return `<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>${parts.map((part) => `<li>${part}</li>`).join('')}</ol></nav>`
}
