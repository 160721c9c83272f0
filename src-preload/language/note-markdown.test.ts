import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { embedOf, embeddedIds, parseInline, parseNote, type NoteBlock, type NoteInline } from './note-markdown.ts'

const textOf = (inline: NoteInline): string =>
  'of' in inline ? inline.of.map(textOf).join('') : inline.kind === 'embed' ? inline.id : inline.text
const textOfBlock = (block: NoteBlock): string =>
  block.kind === 'code' ? block.text : block.kind === 'list' ? block.items.flat().map(textOf).join('') : block.of.map(textOf).join('')

describe('a note', () => {
  it('knows bold, emphasis, code, lists, quotes, headings and links to entries', () => {
    expect(parseInline('**a _b_** `c*d*` [[evt_1|the grant]] [[evt_2]]')).toEqual([
      {
        kind: 'strong',
        of: [
          { kind: 'text', text: 'a ' },
          { kind: 'em', of: [{ kind: 'text', text: 'b' }] },
        ],
      },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c*d*' },
      { kind: 'text', text: ' ' },
      { kind: 'entry', id: 'evt_1', text: 'the grant' },
      { kind: 'text', text: ' ' },
      { kind: 'entry', id: 'evt_2', text: 'evt_2' },
    ])
    expect(parseNote('# T\n\none\ntwo\n- a\n- b\n> q\n```\n**x**\n```').map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'quote',
      'code',
    ])
  })

  it('leaves everything else as text: markup, URLs, names with underscores, stars of a permission', () => {
    for (const text of ['<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', 'https://evil.test', 'role_assign_now', 'iam:*:read *'])
      expect(parseInline(text)).toEqual([{ kind: 'text', text }])
  })

  it('never fails and never loses a letter or digit', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('**', '_', '`', '```\n', '[[', ']]', '|', '\n', '- ', '1. ', '> ', '# ', 'abc', ' '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const note = pieces.join('')
        const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '')
        const shown = parseNote(note).map(textOfBlock).join('')
        // The id behind a link's words and the word after a fence are not shown.
        if (!note.includes('[[') && !note.includes('```')) expect(letters(shown)).toBe(letters(note))
      }),
    )
  })

  it('shows a very long paragraph as it is', () => {
    const text = '**a** '.repeat(1000)
    expect(parseInline(text)).toEqual([{ kind: 'text', text }])
  })

  it('embeds an entry by whatever id the tenant gave it', () => {
    expect(parseInline('see ![[evt_1]], not `![[evt_2]]`')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'embed', id: 'evt_1' },
      { kind: 'text', text: ', not ' },
      { kind: 'code', text: '![[evt_2]]' },
    ])
    expect(embeddedIds('# ![[a]]\n- x ![[b]]\n- **![[a]]**\n```\n![[c]]\n```')).toEqual(['a', 'b'])
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (id) => {
        expect(parseNote(embedOf(id) ?? '')).toEqual([{ kind: 'paragraph', of: [{ kind: 'embed', id }] }])
      }),
      { examples: [['%5D;'], [']]|%\n '], ['\ud800'], ['\u2028']] },
    )
    expect(embedOf('x'.repeat(2001))).toBeNull()
    expect(embedOf('')).toBeNull()
  })
})
