import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { unknownTime } from '../../../connector/times.ts'
import { humanMoment, humanTime } from '../human-time.ts'
import { noteHtml } from './note.ts'
import { sectionsOf } from './sections.ts'
import { breakable, html } from './text.ts'

describe('a text in a narrow column', () => {
  it('breaks at the joints of emails, addresses and names, never within a word', () => {
    expect(breakable('anna.maria@very-long.acme.test')).toBe('<span class="whole">anna.maria<wbr>@very-long.acme.test</span>')
    expect(breakable('2001:db8:0:1:1:1:1:1')).toBe('<span class="whole">2001:<wbr>db8:<wbr>0:<wbr>1:<wbr>1:<wbr>1:<wbr>1:<wbr>1</span>')
    expect(breakable('role_assign')).toBe('role_assign')
    expect(breakable('group_member_add_all')).toBe('<span class="whole">group_<wbr>member_<wbr>add_<wbr>all</span>')
    expect(breakable('Grüße aus Köln')).toBe('Grüße aus Köln')
  })

  it('is the same text, whatever it is, and never markup', () => {
    const text = fc.string({ unit: fc.oneof(codePoint, fc.constantFrom('<', '&', '"', '@', '.', ':', '_', 'a')), maxLength: 40 })
    fc.assert(
      fc.property(text, (each) => {
        expect(breakable(each).replace(/<wbr>|<span class="whole">|<\/span>/g, '')).toBe(html(each))
      }),
    )
  })
})

describe('a note in a report', () => {
  it('means what it means in the window', () => {
    expect(noteHtml('# Found\n**bold** and _so_\n- a\n- [[evt_1|the grant]]\n> quoted\n```\ncode <b>\n```')).toBe(
      '<p><b>Found</b></p><p><strong>bold</strong> and <em>so</em></p><ul><li>a</li><li>the grant (entry <code>evt_1</code>)</li></ul>' +
        '<blockquote>quoted</blockquote><pre>code &lt;b&gt;</pre>',
    )
  })

  it('has no tag and no attribute but its own, whatever was typed', () => {
    const piece = fc.constantFrom('<img src=x onerror=alert(1)>', '[a](javascript:alert(1))', '**', '`', '\n', '- ', '> ', '[[', ']]', '"', '&lt;', '<', 'x')
    const own = /<\/?(?:p|b|strong|em|code|pre|ul|ol|li|blockquote|br)>/g
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(noteHtml(pieces.join('')).replace(own, '')).not.toMatch(/[<>]/)
      }),
    )
  }) // prettier-ignore
})

describe('sections', () => {
  it('hold every entry once, in order, named by the day, month or year of its zone', () => {
    const start = Date.UTC(2026, 0, 1)
    const spans = fc.constantFrom(86_400_000, 40 * 86_400_000, 3000 * 86_400_000, 80 * 366 * 86_400_000)
    fc.assert(
      fc.property(spans, fc.integer({ min: 61, max: 300 }), fc.boolean(), fc.constantFrom('UTC', 'Europe/Zurich'), (span, count, hasUndated, zone) => {
        const times = Array.from({ length: count }, (_, i) => start + Math.floor((i / count) * span))
        if (hasUndated) times.push(unknownTime)
        const keys = Uint32Array.from(times, (_, i) => i)
        const sections = sectionsOf(keys, times, zone)
        const titleOf = (time: number): string => (time === unknownTime ? 'Time unknown' : humanTime(time, zone))
        for (const { first, entries, title } of sections)
          for (const time of times.slice(first, first + entries)) expect(titleOf(time).slice(-40)).toContain(title.split(' ').at(-1) as string)
        if (sections.length === 0) return
        expect(sections.length).toBeLessThanOrEqual(62)
        expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length)
        expect(sections.map(({ first }) => first)).toEqual(sections.map((_, i) => sections.slice(0, i).reduce((sum, { entries }) => sum + entries, 0)))
        expect(sections.reduce((sum, { entries }) => sum + entries, 0)).toBe(times.length)
      }),
    )
  }) // prettier-ignore
})

it('a time for people has its offset, and the seconds where there are any', () => {
  const summer = Date.UTC(2026, 6, 1, 12, 5)
  expect(humanTime(summer + 33_123, 'Europe/Zurich')).toBe('1 Jul 2026 14:05:33.123 +02:00')
  expect(humanMoment(summer, 'UTC')).toBe('1 Jul 2026 12:05 UTC')
})
