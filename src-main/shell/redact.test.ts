import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/paths.mjs'
import { createRedactor } from './redact.ts'

describe('redaction', () => {
  it.each([
    ['Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['{"authorization":"Basic dXNlcjpwYXNz"}', 'dXNlcjpwYXNz'],
    ['token=s3cr3t&x=1', 's3cr3t'],
    ["password: 'hunter22'", 'hunter22'],
    ['api_key=abcdef', 'abcdef'],
    ['https://user:pass@host.test/', 'user:pass'],
    ['sent eyJhbGciOiJIUzI1NiJ9abcdefghijk.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sflKxwRJSMeKKF2QT4', 'sflKxwRJSMeKKF2QT4'],
    ['key 0123456789abcdef0123456789abcdef here', '0123456789abcdef'],
  ])('takes the secret out of %s', (text, secret) => {
    expect(createRedactor().outside(text)).not.toContain(secret)
  })

  it.each([
    'The data service is ready (process 4711)',
    'GET /api/v1/iam/audit-logs answered 503',
    '2026-11-23T10:00:00.000Z',
    'tenant 6cabbe37a19b5bbe',
    'iam:tenant:iam:audit:read',
  ])('leaves %s as it is', (text) => {
    expect(createRedactor().outside(text)).toBe(text)
  })

  it('takes a remembered secret out wherever it stands, whatever its shape', () => {
    const secret = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme-ascii' }).filter((text) => !'<secret><email>'.includes(text))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (token, before, after) => {
        const redactor = createRedactor()
        redactor.remember(token)
        for (const clean of [redactor.own, redactor.outside]) expect(clean(`${before}${token}${after}`)).not.toContain(`${token}${after}`)
        expect(redactor.forLog(['It failed', { url: [new Error(`x ${token} y`)] }]).join(' ')).not.toContain(token)
      }),
    )
  })

  it('takes email addresses out of what is logged', () => {
    expect(createRedactor().forLog(['alice.o+x@acme.test and bob@b.example.com did'])).toEqual(['<email> and <email> did'])
    expect(createRedactor().forLog([{ actor: { email: 'alice@acme.test' } }])[0]).not.toContain('alice')
  })

  it('cuts what is too long to log', () => {
    expect(createRedactor().forLog(['word '.repeat(100_000)])[0]?.length).toBeLessThan(25_000)
  })
})

/** As tokens are: long enough that a piece of one is no word. */
const tokens = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_\-.~+/=]{16,80}$/),
  fc
    .string({ minLength: 16, maxLength: 60, unit: fc.constantFrom(...Array.from('aB3+/=%&<>"\'\\ :;#é漢😀_-.')) })
    .filter((text) => new Set(text).size > 6),
)
const percent = (text: string, every: boolean, upper: boolean): string =>
  [...text].map((c) => (every || !/[A-Za-z0-9]/.test(c) ? [...Buffer.from(c)].map((byte) => { const hex = byte.toString(16).padStart(2, '0'); return `%${upper ? hex.toUpperCase() : hex}` }).join('') : c)).join('') // prettier-ignore
const html = (text: string, how: number): string =>
  [...text].map((c) => (/[A-Za-z0-9]/.test(c) ? c : how === 0 ? `&#${c.codePointAt(0)};` : how === 1 ? `&#x${c.codePointAt(0)?.toString(16)};` : ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '/': '&#x2F;' }[c] ?? c))).join('') // prettier-ignore
const unicode = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** The ways in which a careless or hostile answer may write a text. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  plainly: (text) => text,
  percent: (text) => percent(text, false, true),
  'percent, lower case': (text) => percent(text, false, false),
  'percent, every character': (text) => percent(text, true, false),
  'percent, the first half of it': (text) => percent([...text].slice(0, 8).join(''), false, false) + [...text].slice(8).join(''),
  'as a form, + for blanks': (text) => percent(text, false, true).replaceAll('%20', '+'),
  'HTML, decimal': (text) => html(text, 0),
  'HTML, hexadecimal': (text) => html(text, 1),
  'HTML, by name': (text) => html(text, 2),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON, slashes': (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  'JSON, by number': unicode,
  Base64: (text) => Buffer.from(text).toString('base64'),
  'Base64 without padding': (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
  'Base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'Base64 of a user and it': (text) => Buffer.from(`user:${text}`).toString('base64'),
  'Base64 within other bytes': (text) => Buffer.from(`x${text}yz`).toString('base64'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
}
const encoding = fc.constantFrom(...Object.keys(encodings))
const encode = (name: string, text: string): string => encodings[name]?.(text) ?? text

/** Whether a reader who undoes what was done finds it: the whole, or most of it. */
function shows(said: string, written: string): boolean {
  const window = Math.max(12, Math.ceil(written.length / 2))
  for (let at = 0; at + window <= written.length; at++) if (said.includes(written.slice(at, at + window))) return true
  return false
}

describe('a canary (issue 12.17)', () => {
  const around = fc.stringMatching(/^[ a-z{}":,.]{0,20}$/)
  const rememberAnd = (token: string) => {
    const redactor = createRedactor()
    redactor.remember(token)
    return redactor
  }

  it('is in nothing that is said, in whatever way it was written, also twice over', () => {
    fc.assert(
      fc.property(tokens, fc.array(encoding, { minLength: 1, maxLength: 2 }), around, around, (token, ways, before, after) => {
        // Base64 of something that is encoded already has no shape of its own left.
        if (ways.length === 2 && /Base64|hexa/.test(ways[1] ?? '') && ways[0] !== 'Base64') return
        const written = ways.reduce((text, way) => encode(way, text), token)
        const redactor = rememberAnd(token)
        const text = `${before}${before ? ' ' : ''}${written} ${after}`
        for (const said of [
          redactor.own(text),
          redactor.outside(text),
          ...redactor.forLog([text]),
          ...redactor.forLog(['It failed', { text }, new Error(text)]),
        ])
          expect(shows(said, written)).toBe(false)
      }),
      { numRuns: 600 },
    )
  })

  it('is in nothing that is said when it is split over two members, two arguments, or a text that is cut', () => {
    fc.assert(
      fc.property(tokens, fc.double({ min: 0.15, max: 0.85, noNaN: true }), encoding, (token, share, way) => {
        if (/Base64|hexa/.test(way)) return
        const characters = [...token]
        const at = Math.max(3, Math.floor(characters.length * share))
        const halves = [characters.slice(0, at).join(''), characters.slice(at).join('')]
        const pieces = halves.map((half) => encode(way, half))
        // Five characters that are written as many more are still five characters.
        const told = pieces.filter((piece, i) => piece.length >= 12 && (halves[i] as string).length >= Math.max(6, token.length / 4))
        const redactor = rememberAnd(token)
        const [first = '', second = ''] = pieces
        const lines = [
          redactor.forLog(['It failed', { first, second }]),
          redactor.forLog(['It failed', first, second]),
          redactor.forLog([{ first }, { second }]),
          [redactor.outside(`{"code":"${first}","message":"${second}"}`)],
        ]
        for (const line of lines) for (const piece of told) expect(line.join('\n')).not.toContain(piece)
      }),
      { numRuns: 400 },
    )
  })

  it('costs no more than a moment, also where a text is made to be slow', () => {
    const redactor = rememberAnd('%25'.repeat(20))
    for (const text of ['%25'.repeat(7_000), '&amp;'.repeat(4_000), '\\'.repeat(20_000), '%'.repeat(20_000)])
      expect(redactor.forLog(['x', text])).toHaveLength(2)
  })
})

describe('a sentence of ours (issue 12.17)', () => {
  it('about a permission or a token comes through as it was written', () => {
    const redactor = createRedactor()
    redactor.remember('d41d8cd98f00b204e9800998ecf8427e')
    const sentences = sentencesOfTheCode()
    expect(sentences).toContain('The tenant does not accept the access token: it is missing, expired or revoked.')
    expect(sentences.length).toBeGreaterThan(400)
    for (const sentence of sentences) {
      expect(redactor.own(sentence)).toBe(sentence)
      expect(redactor.forLog([sentence])[0]?.replaceAll('<email>', '')).not.toContain('<')
    }
  })
})

/** Every text of main, the contract and the data service that has several words; what is filled in is a permission. */
function sentencesOfTheCode(): string[] {
  const found = new Set<string>()
  for (const folder of ['src-main', 'src-preload'])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts') || name.includes('fixtures')) continue
      const visit = (node: ts.Node): void => {
        const text = ts.isStringLiteralLike(node)
          ? node.text
          : ts.isTemplateExpression(node)
            ? node.head.text + node.templateSpans.map(({ literal }) => `iam:tenant:iam:audit:read${literal.text}`).join('')
            : ''
        if (/\p{L}+ \p{L}+ \p{L}+/u.test(text) && !text.includes('<')) found.add(text)
        ts.forEachChild(node, visit)
      }
      visit(ts.createSourceFile(name, readFileSync(join(root, folder, name), 'utf8'), ts.ScriptTarget.Latest))
    }
  return [...found]
}
