import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactText } from '@contract/exact-json.ts'
import { define } from '../../connector/fixtures/define.ts'
import { partOf, partText, recordIn } from '../bytes/record-text.ts'
import { compileConnector } from './compile.ts'

type Parts = Readonly<Record<string, unknown>>

const least = { id: 'e1', time: '2026-03-01T10:00:00Z', action: 'role_assigned', actor: 'ada@acme.test' }
const read = (entry: Parts, text: string) => compileConnector(define({ schema: 2 }, entry)).mapItem(text, { id: () => 'fallback' })

/** The entries of a page. */
function entriesOf(entry: Parts, items: readonly unknown[], parts: Parts = {}) {
  const connector = compileConnector(define({ schema: 2, ...parts }, entry))
  const page = connector.readPage(Buffer.from(JSON.stringify({ items })))
  return page.items.map((item, i) => ({ ...connector.mapItem(item, { id: () => 'fallback' }), raw: (page.raws[i] as Buffer).toString() }))
}

describe('one record that holds several entries', () => {
  const entry = { each: '/events', id: '/qualifier', action: '/each/name', resource: { name: '/each/role' } }
  const record = {
    qualifier: '-9007199254740993',
    time: least.time,
    actor: least.actor,
    events: [{ name: 'A', role: 'r' }, { name: 'B' }, { name: 'A' }],
  }

  it('is one entry for each, with ids of its own and its text', () => {
    const found = entriesOf(entry, [record, { ...record, qualifier: 'q', events: [] }])
    expect(found.map(({ id, action }) => [id, action])).toEqual([
      ['-9007199254740993', 'A'], ['-9007199254740993#2', 'B'], ['-9007199254740993#3', 'A'], ['q', ''],
    ]) // prettier-ignore
    for (const { raw } of found.slice(0, 3)) expect([raw.trimEnd(), JSON.parse(raw)]).toEqual([JSON.stringify(record), record])
    expect(new Set(found.map(({ raw }) => raw)).size).toBe(4)
    expect(found[0]?.resource).toEqual({ type: '', name: 'r' })
  })

  it('can be of one of several places, and its element has a name of its own', () => {
    const of = { ...entry, each: { at: ['/none', '/events'], as: 'delta' }, action: '/delta/name' }
    expect(entriesOf(of, [record]).map(({ action }) => action)).toEqual(['A', 'B', 'A'])
  })

  it('can have the forms of a row that is an interval', () => {
    const forms = {
      forms: [
        { name: 'granted', present: '/from' },
        { name: 'revoked', present: '/to' },
      ],
    }
    const time = {
      from: {
        first: [
          { at: '/from', if: { '/each': 'granted' } },
          { at: '/to', if: { '/each': 'revoked' } },
        ],
      },
      format: 'iso',
    }
    const of = { ...entry, each: forms, action: '/each', time }
    const rows = [
      { qualifier: 'a', actor: 'x', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
      { qualifier: 'b', actor: 'x', from: '2026-01-02T00:00:00Z', to: null },
    ]
    expect(entriesOf(of, rows).map(({ id, action, timestamp }) => [id, action, timestamp])).toEqual([
      ['a', 'granted', '2026-01-01T00:00:00Z'], ['a#2', 'revoked', '2026-02-01T00:00:00Z'], ['b', 'granted', '2026-01-02T00:00:00Z'],
    ]) // prettier-ignore
  })

  it('with too many of them is kept as one that says so', () => {
    const found = entriesOf(entry, [{ ...record, action: 'x', events: Array.from({ length: 2001 }, () => ({ name: 'A' })) }])
    expect(found).toHaveLength(1)
    expect(found[0]?.parseError).toContain('more than 2,000 entries and is kept as one')
  })

  it('knows which of them a text is, whatever the record', () => {
    // A row of a table may end in blanks of its own.
    const row = fc.array(fc.constantFrom('a', ' ', '\t', ',', '"é"')).map((letters) => letters.join(''))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((json) => json.trim()),
          row,
        ),
        fc.nat(2000),
        (record, part) => {
          const text = partText(Buffer.from(record), part)
          expect([partOf(text.toString()), recordIn(text).toString()]).toEqual([part, record])
        },
      ),
    )
  })

  it('keeps numbers as they are written in changes of each', () => {
    const text = '{"qualifier":"q","time":"2026-03-01T10:00:00Z","actor":"a","events":[{"name":"A"},{"name":"B","was":9007199254740993}]}'
    const found = read({ ...entry, changes: { before: '/each/was' } }, partText(Buffer.from(text), 1).toString())
    expect(found.changes && exactText(found.changes.before ?? null)).toBe('9007199254740993')
  })
})
