import { parse } from '@language/parse.ts'
import fc from 'fast-check'
import { columnId } from '@contract/settings.ts'
import { describe, expect, it } from 'vitest'
import { isLink, readLink, writeLink, type LinkedView } from './view-link.ts'

const queries = fc.constantFrom(
  '',
  'action:role_assign',
  'resource:(role OR group) -actor:svc-* last:90d',
  '"a b" OR status:failed',
  'actor:"ü & ?=#"',
)
const bare: fc.Arbitrary<Omit<LinkedView, 'story'>> = fc.record({
  tenant: fc.constantFrom('https://acme.example.com', 'http://127.0.0.1:4801/eu'),
  filter: queries.map((text) => {
    const parsed = parse(text)
    if (!parsed.ok) throw new Error(parsed.error.message)
    return parsed.filter
  }),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  sort: fc.constantFrom('time' as const, 'actor' as const),
  groups: fc.constantFrom(null, ['actor' as const, 'permission' as const]),
  zone: fc.constantFrom('utc' as const, 'local' as const, 'tenant' as const),
  columns: fc.uniqueArray(fc.constantFrom(...columnId.options), { minLength: 1 }),
  entry: fc.option(fc.string({ minLength: 1, maxLength: 40 })),
  history: fc.option(
    fc.record({
      subject: fc.record({ type: fc.string({ minLength: 1, maxLength: 20 }), value: fc.string({ minLength: 1, maxLength: 40 }) }),
      at: fc.option(fc.constantFrom(0, -1, 1_764_000_000_123, 8.64e15)),
      since: fc.option(fc.constantFrom(0, 1_764_000_000_123.25)),
    }),
  ),
})

const stories = fc.oneof(
  fc.record({
    kind: fc.constant('thing' as const),
    type: fc.string({ minLength: 1, maxLength: 20 }),
    value: fc.string({ minLength: 1, maxLength: 40 }),
  }),
  fc.record({ kind: fc.constantFrom('agent' as const, 'request' as const), value: fc.string({ minLength: 1, maxLength: 40 }) }),
)
/** A history or a story, never both. */
const views: fc.Arbitrary<LinkedView> = fc
  .tuple(bare, fc.option(stories))
  .map(([view, story]) => ({ ...view, ...(story && { history: null }), story }))

describe('the link of a view', () => {
  it('opens the view it was made of', () => {
    fc.assert(
      fc.property(views, (view) => {
        const link = writeLink(view)
        expect(isLink(` ${link}\n`)).toBe(true)
        const read = readLink(link)
        expect(read).toEqual({ ok: true, view })
      }),
    )
  })

  it.each([
    '',
    'https://log?q=x',
    'iam-audit-desk://settings',
    'iam-audit-desk:',
    'javascript:alert(1)',
    `iam-audit-desk://log?q=${'x'.repeat(17_000)}`,
  ])('refuses %.40s', (text) => {
    expect(readLink(text).ok).toBe(false)
  })

  it('says why a query cannot be read, and takes defaults for the rest', () => {
    expect(readLink('iam-audit-desk://log?q=acton:x')).toMatchObject({ ok: false, message: expect.stringContaining('acton') as string })
    expect(readLink('iam-audit-desk://log?zone=mars&order=up&columns=time,nose')).toMatchObject({
      ok: true,
      view: { zone: 'utc', order: 'desc', columns: ['time'], entry: null, tenant: '', history: null },
    })
    expect(readLink('iam-audit-desk://log?history=user&of=ada&at=9e99&since=soon')).toMatchObject({
      view: { history: { subject: { type: 'user', value: 'ada' }, at: null, since: null } },
    })
    expect(readLink('iam-audit-desk://log?history=user')).toMatchObject({ view: { history: null } })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `iam-audit-desk://log?${rest}`),
        ),
        (text) => typeof readLink(text).ok === 'boolean',
      ),
    )
  })
})
