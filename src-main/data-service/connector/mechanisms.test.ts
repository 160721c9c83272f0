import { describe, expect, it } from 'vitest'
import { exactText } from '@contract/exact-json.ts'
import { define } from '../../connector/fixtures/define.ts'
import { compileConnector } from './compile.ts'
import { sentEntry } from './sent-entry.ts'

type Parts = Readonly<Record<string, unknown>>

const least = { id: 'e1', time: '2026-03-01T10:00:00Z', action: 'role_assigned', actor: 'ada@acme.test' }
const read = (entry: Parts, item: unknown, parts: Parts = {}) =>
  compileConnector(define({ schema: 2, ...parts }, entry)).mapItem(typeof item === 'string' ? item : JSON.stringify(item), {
    id: () => 'fallback',
  })
const mapped = (entry: Parts, sample: Parts) => read(entry, { ...least, ...sample })
const changed = (changes: Parts, sample: Parts, entry: Parts = {}) => sentEntry(mapped({ changes, ...entry }, sample)).changes

describe('several targets', () => {
  const targets = [{ of: { from: '/to', unless: { '/type': 'ROLE' } }, type: { at: '/type', lower: true }, id: '/id', email: '/mail' }]
  const to = [
    { type: 'ROLE', id: 'r1' },
    { type: 'User', id: 'u1', mail: 'a@x.org' },
    { type: 'User', id: 'u1', mail: 'a@x.org' },
    { type: 'Group', id: 'g1' },
  ]

  it('are those of a list that are meant, each once, the first of them as the target', () => {
    const all = [
      { type: 'user', id: 'u1', email: 'a@x.org' },
      { type: 'group', id: 'g1' },
    ]
    expect(mapped({ targets }, { to })).toMatchObject({ target: all[0], targets: all })
    expect(mapped({ targets }, {}).targets).toBeUndefined()
  })

  it('are of several places, also of the item itself; a target of its own stands first', () => {
    const several = [{ email: '/invited' }, { of: { from: '/emails' }, email: '' }]
    const found = mapped({ targets: several }, { invited: 'b@x.org', emails: ['c@x.org', 'b@x.org'] })
    expect(found.targets).toEqual([{ email: 'b@x.org' }, { email: 'c@x.org' }])
    const first = mapped({ target: { email: '/own' }, targets: several }, { own: 'c@x.org', invited: 'b@x.org', emails: ['c@x.org'] })
    expect([first.target, first.targets]).toEqual([{ email: 'c@x.org' }, [{ email: 'c@x.org' }, { email: 'b@x.org' }]])
  })

  it('are somebody: of which only the type is known, a constant, is none', () => {
    const some = [{ type: { constant: 'user' }, id: '/who' }]
    expect(mapped({ targets: some }, { who: 'u1' }).targets).toEqual([{ type: 'user', id: 'u1' }])
    expect(mapped({ targets: some }, {}).targets).toBeUndefined()
  })

  it('are no more than can be kept, and that is said', () => {
    const found = mapped({ targets: [{ of: { from: '/to' }, id: '' }] }, { to: Array.from({ length: 1200 }, (_, n) => `u${n}`) })
    expect([found.targets?.length, found.parseError]).toEqual([1000, 'more than 1,000 targets, of which the first are read'])
  })
})

describe('changes with a direction', () => {
  const pairs = {
    pairs: '/deltas', key: '/role', value: '/member',
    direction: { of: '/action', added: ['ADD'], removed: ['REMOVE'] },
  } // prettier-ignore
  const delta = (action: string, role: string, member: string) => ({ action, role, member })

  it('stand on the side that each names, several of one name as a list', () => {
    const deltas = [delta('ADD', 'viewer', 'a'), delta('ADD', 'viewer', 'b'), delta('REMOVE', 'owner', 'c')]
    expect(changed(pairs, { deltas })).toEqual({ before: '{"owner":"c"}', after: '{"viewer":["a","b"]}' })
    expect(changed(pairs, { deltas: [delta('REMOVE', '__proto__', 'c')] })).toEqual({ before: '{"__proto__":"c"}' })
    expect(changed(pairs, { deltas: [] })).toBeUndefined()
  })

  it('stand on the side that the action names, as the source spells it or as the aliases do', () => {
    const value = { value: { at: '/representation', json: true }, direction: { byAction: { removed: ['DELETE', 'role_revoke'] } } }
    const representation = '[{"name":"Test Role","n":1.10}]'
    expect(changed(value, { action: 'DELETE role', representation })).toEqual({ before: representation })
    expect(changed(value, { action: 'CREATE role', representation })).toEqual({ after: representation })
    expect(changed(value, { action: 'gone', representation }, { aliases: { role_revoke: ['gone'] } })).toEqual({ before: representation })
  })

  it('by the action also decide about each of a list', () => {
    const byAction = { ...pairs, direction: { byAction: { added: ['grant'], removed: ['grant.not', 'revoke'] } } }
    const deltas = [delta('', 'r', 'a')]
    expect(changed(byAction, { action: 'grant', deltas })).toEqual({ after: '{"r":"a"}' })
    expect(changed(byAction, { action: 'grant.not', deltas })).toEqual({ before: '{"r":"a"}' })
  })
})

describe('what is read inside of a value', () => {
  const modified = (name: string, oldValue: string | null, newValue: string | null) => ({ displayName: name, oldValue, newValue })
  const list = (list: unknown) => ({
    list, property: '/displayName',
    old: { at: '/oldValue', json: true, orText: true }, new: { at: '/newValue', json: true, orText: true },
  }) // prettier-ignore

  it('is JSON in the values of changes, of a picked element or of all', () => {
    const to = [
      { type: 'User', props: [modified('A', '["x"]', '["y"]'), modified('B', 'plain', null)] },
      { type: 'Role', props: [modified('C', null, '"z"')] },
    ]
    const pick = { from: '/to', where: { '/type': 'User' }, at: '/props' }
    expect(changed(list({ pick }), { to })).toEqual({ before: '{"A":["x"],"B":"plain"}', after: '{"A":["y"]}' })
    expect(changed(list({ every: { from: '/to', at: '/props' } }), { to })).toEqual({
      before: '{"A":["x"],"B":"plain"}',
      after: '{"A":["y"],"C":"z"}',
    })
  })

  it('is a place inside that JSON, percent-decoded where it is so written', () => {
    const policy = encodeURIComponent('{"Statement":[{"Effect":"Allow"}]}')
    expect(changed({ after: { at: '/doc', decode: 'percent', json: '/Statement/0' } }, { doc: policy })).toEqual({
      after: '{"Effect":"Allow"}',
    })
    expect(mapped({ ip: { at: '/doc', decode: 'percent' } }, { doc: '10.0.0.1%2F8' }).ip).toBe('10.0.0.1/8')
    expect(mapped({ ip: { at: '/doc', decode: 'percent' } }, { doc: '100%' }).ip).toBe('100%')
  })

  it('is a list inside JSON, of which targets are made', () => {
    const targets = [{ of: { from: { at: '/text', json: '/users' } }, email: '/mail' }]
    expect(mapped({ targets }, { text: '{"users":[{"mail":"a@x.org"}]}' }).targets).toEqual([{ email: 'a@x.org' }])
    expect(mapped({ targets }, { text: '{' }).targets).toBeUndefined()
  })

  it('is of one of several types', () => {
    const typed = { first: ['/value', '/multiValue', '/intValue', '/boolValue'] }
    const pairs = { pairs: '/params', key: '/name', value: typed }
    const params = [
      { name: 'ROLE_NAME', value: 'admin' },
      { name: 'PRIVS', multiValue: ['USERS', 'GROUPS'] },
      { name: 'COUNT', intValue: '2' },
      { name: 'ON', boolValue: false },
    ]
    expect(changed(pairs, { params })).toEqual({ after: '{"ROLE_NAME":"admin","PRIVS":["USERS","GROUPS"],"COUNT":"2","ON":false}' })
    const pick = { from: '/params', where: { '/name': 'PRIVS' }, at: ['/value', '/multiValue'] }
    expect(mapped({ ip: { pick, join: ', ' } }, { params }).ip).toBe('USERS, GROUPS')
  })

  it('lies in members, or columns, of their own', () => {
    const rows = {
      rows: [
        { property: '/P1', old: '/O1', new: '/N1' },
        { property: { constant: 'role' }, new: '/Role' },
        { property: '/P2', new: '/N2' },
      ],
    }
    expect(changed(rows, { P1: 'title', O1: 'a', N1: 'b', Role: 'admin', P2: '' })).toEqual({
      before: '{"title":"a"}',
      after: '{"title":"b","role":"admin"}',
    })
    const members = { after: { members: { role: '/Role', scope: { at: '/Scope', lower: true }, none: '/None' } } }
    expect(changed(members, { Role: 'admin', Scope: 'ALL' })).toEqual({ after: '{"role":"admin","scope":"all"}' })
  })

  it('is the first form that finds something', () => {
    const first = { first: [{ pairs: '/none', key: '/k', value: '/v' }, { after: '/b' }] }
    expect(changed(first, { b: 1 })).toEqual({ after: '1' })
  })
})

describe('how it ended, by any value', () => {
  const status = (rules: readonly Parts[], sample: Parts) => {
    const { status, statusIsDefault, parseError } = mapped({ status: rules }, sample)
    return [status, statusIsDefault === true, parseError !== undefined]
  }

  it('is told by the word, else by its longest beginning, else by a default that says it is one', () => {
    const rules = [
      { text: '/type', map: { sapi: 'success' }, beginsWith: { s: 'success', f: 'failed', fcpro: 'unknown' }, otherwise: 'unknown' },
    ]
    expect(status(rules, { type: 'sapi' })).toEqual(['success', false, false])
    expect(status(rules, { type: 'fp' })).toEqual(['failed', false, false])
    expect(status(rules, { type: 'fcpro_x' })).toEqual(['unknown', false, false])
    expect(status(rules, { type: 'limit_wc' })).toEqual(['unknown', true, false])
  })

  it('is told by what stands in JSON in a string', () => {
    const rules = [{ present: { at: '/event', json: '/errorCode' }, is: 'failed' }, { always: 'success' }]
    expect(status(rules, { event: '{"errorCode":"AccessDenied"}' })).toEqual(['failed', false, false])
    expect(status(rules, { event: '{"errorCode":null}' })).toEqual(['success', true, false])
    expect(status([{ text: { at: '/event', json: '/result' }, map: { ok: 'success' } }], { event: '{"result":"??"}' })).toEqual([
      'unknown',
      false,
      true,
    ])
  })
})

describe('what else an item can need', () => {
  it('rows as lists, by the names of their columns', () => {
    const entry = { columns: ['id', 'time', 'action', 'actor'] }
    expect(read(entry, ['e9', least.time, 'a', 'x', 'more'])).toMatchObject({ id: 'e9', action: 'a', actor: { email: 'x' } })
    expect(read(entry, ['e9']).parseError).toContain('time is missing')
  })

  it('an id that is there, or else a hash', () => {
    const id = { unless: '/_document_id', hash: ['/time', '/actor'] }
    expect(mapped({ id }, { _document_id: 'doc' }).id).toBe('doc')
    expect(mapped({ id }, {}).id).toMatch(/^[0-9a-f]{64}$/)
    expect(mapped({ id }, {}).id).not.toBe(mapped({ id }, { actor: 'bob' }).id)
  })

  it('an action in its canonical spelling by more than its word; what is none is not taken for one', () => {
    const canonical = { at: '/delta', map: { ADD: 'role_assign', REMOVE: 'role_revoke' } }
    const of = (delta: string) => {
      const { action, actionVerbatim } = mapped({ canonical }, { action: 'SetIamPolicy', delta })
      return [action, actionVerbatim]
    }
    expect([of('ADD'), of('REMOVE'), of('MOVE')]).toEqual([
      ['role_assign', 'SetIamPolicy'], ['role_revoke', 'SetIamPolicy'], ['SetIamPolicy', 'SetIamPolicy'],
    ]) // prettier-ignore
  })

  it('what goes by the action goes by the canonical one also where one spelling has several', () => {
    const entry = {
      canonical: { at: '/delta', map: { ADD: 'role_assign', REMOVE: 'role_revoke' } },
      resource: { type: { byAction: { role_assign: 'given', role_revoke: 'taken' } } },
    }
    const { mapItem } = compileConnector(define({ schema: 2 }, entry))
    const of = (delta: string) => mapItem(JSON.stringify({ ...least, action: 'SetIamPolicy', delta }), { id: () => 'fallback' }).resource
    expect([of('ADD'), of('REMOVE'), of('MOVE'), of('ADD')]).toEqual([
      { type: 'given' },
      { type: 'taken' },
      { type: '' },
      { type: 'given' },
    ])
  })

  it('a value only where members say something, or do not', () => {
    const ip = {
      first: [
        { at: '/a', if: { '/kind': ['x', 'y'], '/on': 'true' } },
        { at: '/b', unless: { '/kind': 'z' } },
      ],
    }
    expect(mapped({ ip }, { a: '1', b: '2', kind: 'x', on: true }).ip).toBe('1')
    expect(mapped({ ip }, { a: '1', b: '2', kind: 'x', on: false }).ip).toBe('2')
    expect(mapped({ ip }, { a: '1', b: '2', kind: 'z' }).ip).toBeUndefined()
  })
})

describe('what is compared when an entry comes again', () => {
  const { comparable } = compileConnector(define({ schema: 2, drift: { without: ['/etag', '/of/*/seen'] } }))
  const said = (text: string) => exactText(comparable(Buffer.from(text)) ?? null, { sorted: true })

  it('has no white space, no order of members, and not what changes with every request', () => {
    expect(said('{"id":"v","etag":"1","of":[{"seen":1,"a":2}]}')).toBe(
      said(' { "of" : [ { "a" : 2, "seen" : 9 } ], "etag" : "2", "id" : "v" }'),
    )
    expect(said('{"id":"v","of":[{"a":2}]}')).not.toBe(said('{"id":"v","of":[{"a":3}]}'))
    expect(said('{"id":"v","etag":{"x":1}}')).toBe(said('{"id":"v"}'))
  })
})
