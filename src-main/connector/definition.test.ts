import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectorDefinition, definitionProblem } from '@contract/connector.ts'
import { compileConnector } from '../data-service/connector/compile.ts'
import { builtIns } from './built-in.ts'
import { rawDefinition } from './fixtures/define.ts'

type Parts = Readonly<Record<string, unknown>>

const problemOf = (definition: unknown): string | null => {
  const parsed = connectorDefinition.safeParse(definition)
  return parsed.success ? null : definitionProblem(parsed.error)
}

describe('a definition', () => {
  it('of ours is one, named as its file, the default first', () => {
    const files = readdirSync(join(import.meta.dirname, '../../resources/connectors')).filter((file) => file !== 'definition.schema.json')
    const names = builtIns().map(({ name }) => name)
    expect([...names].sort()).toEqual(files.map((file) => file.replace('.json', '')).sort())
    expect(names[0]).toBe('tenant-iam')
    expect(problemOf(rawDefinition())).toBeNull()
  })

  it('in the user guide is one', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/user-guide.md'), 'utf8')
    const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? []
    expect(problemOf(JSON.parse(example))).toBeNull()
    const { mapItem } = compileConnector(connectorDefinition.parse(JSON.parse(example)))
    const item = {
      event_id: 'e1',
      created: 1_772_359_200,
      event: 'role.granted',
      by: { email: 'Ada@acme.test' },
      object: 'admin',
      parties: [{ kind: 'user', email: 'bob@acme.test' }],
      http_status: 403,
      ip: 'NA',
    }
    expect(mapItem(JSON.stringify(item), { id: () => '' })).toMatchObject({
      id: 'e1',
      action: 'role_assign',
      actor: { email: 'ada@acme.test' },
      resource: { id: 'admin' },
      target: { email: 'bob@acme.test' },
      status: 'failed',
    })
  })

  const auth = { template: 'Bearer {secret}' }
  const table: [string, Parts, Parts, string][] = [
    ['for another version', { schema: 3 }, {}, 'schema: is not a version this application reads: write 2.'],
    ['with a word that means nothing', { pageing: 1 }, {}, 'The definition as a whole: Unrecognized key: "pageing".'],
    ['with a pointer that is none', {}, { id: 'id' }, 'entry.id: is not a JSON Pointer such as /actor/email'],
    ['with a pointer that is none, deep inside', {}, { target: { email: { first: ['/a', { pick: { from: 'x', where: {}, at: '/b' } }] } } }, 'entry.target.email.first[1].pick.from: is not a JSON Pointer'],
    ['with two sources for a value', {}, { ip: { at: '/a', constant: 'b' } }, 'entry.ip: must have one of at, pick'],
    ['that holds the secret', { request: { auth: { template: 'Bearer abcdefghijklmnopqrstuvwxyz0123456789' } } }, {}, 'request.auth.template: must end with {secret}'],
    ['that holds a secret in a header', { request: { auth, headers: { 'X-Api-Key': 'abc' } } }, {}, 'request.headers: may not hold a secret'],
    ['that holds a secret in a parameter', { request: { auth, constant: { access_token: 'abc' } } }, {}, 'request.constant: may not hold a secret'],
    ['with a path that leads elsewhere', { request: { path: 'https://elsewhere.example/x' } }, {}, 'request.path: is not a path'],
    ['whose pages have no end', { paging: { style: 'offset', parameter: 'o' }, stop: { emptyPage: false } }, {}, 'stop: must name emptyPage'],
    ['whose numbered pages may shrink', { paging: { style: 'page', parameter: 'p' }, request: { pageSize: { parameter: 'n', min: 1, max: 9 } } }, {}, 'request.pageSize: must be fixed'],
    ['whose long stretches have no floor', { window: { longestDays: 7 } }, {}, 'window.longestDays: needs a window with both ends'],
    ['that gives a part longer than the whole', { request: { timeouts: { idleSeconds: 200 }, auth } }, {}, 'request.timeouts: needs a totalSeconds'],
    ['with a pattern that may take for ever', {}, { ip: { at: '/a', capture: '^(a+)+$' } }, 'entry.ip.capture: must begin with ^'],
    ['with a status that is none', {}, { status: [{ text: '/r', map: { OK: 'fine' } }] }, 'entry.status[0].map.OK: '],
    ['with a time that has no zone', {}, { time: { from: '/t', format: { pattern: 'yyyy-MM-dd HH:mm:ss' } } }, 'entry.time.format.pattern: needs a zone'],
    ['with a pattern of a time that means nothing', {}, { time: { from: '/t', format: { pattern: ['yyyy-MM-dd', 'yyyy-MM-DD'], zone: 'UTC' } } }, 'entry.time.format.pattern[1]: does not know DD'],
    ['with a zone that there is not', {}, { time: { from: '/t', format: { pattern: 'yyyy-MM-dd', zone: 'Europe/Atlantis' } } }, 'entry.time.format.zone: is not a zone'],
    ['with a target of a place that is none', {}, { targets: [{ of: { from: 'x' }, id: '/id' }] }, 'entry.targets[0].of.from: is not a JSON Pointer'],
    ['with a direction that names no side', {}, { changes: { value: '/x', direction: { byAction: { added: ['A'] } } } }, 'entry.changes.direction.byAction.removed: '],
    ['with a change that is read in an unknown way', {}, { changes: { first: [{ after: { at: '/x', jsn: true } }] } }, 'entry.changes.first[0].after: Unrecognized key: "jsn"'],
    ['with a status rule that decides nothing', {}, { status: [{ text: '/r' }] }, 'entry.status[0]: must have one of map, beginsWith, otherwise'],
    ['with entries under a name that is none', {}, { each: { at: '/events', as: 'a/b' } }, 'entry.each.as: is not the name of a member'],
    ['with control characters in its words', { notes: ['a\u202Eb'] }, {}, 'notes[0]: may not hold control characters'],
  ] // prettier-ignore
  it.each(table)('%s is refused, with the place', (_, parts, entry, expected) => {
    expect(problemOf(rawDefinition(parts, entry))).toContain(expected)
  })

  it('takes no pattern that could take long', () => {
    const capture = (pattern: string) => problemOf(rawDefinition({}, { ip: { at: '/a', capture: pattern } })) === null
    expect(['^x(.+) to', '^[^+*]{3}(\\w+)', '^a\\+(b)'].map(capture)).toEqual([true, true, true])
    expect(['x(.+)', '^(.+)(.+)', '^.*.*(.*)', '^(a|b)*', '^(?=a)(b)', '^(a)\\1', '^(', '^a'].map(capture)).toEqual(Array(8).fill(false))
  })
})
