import type { EntryMapping } from '@contract/connector-entry.ts'
import { compileItem } from './item.ts'
import { longestValue, mostLevels } from './levels.ts'
import { sentEntry } from './sent-entry.ts'

/**
 * What a few mappings make of a few items. From it the build takes a fingerprint (`scripts/lib/schema-fingerprints.mjs`): where it is another
 * one, the same mapping is read differently, and what is cached is read again. So the items go through every rule of reading; a rule that is
 * added gets an item here.
 */
const base: EntryMapping = {
  required: ['id', 'time', 'action', 'actor', 'resource', 'target'],
  id: '/id',
  time: { from: '/time', format: 'iso' },
  action: '/action',
  aliases: { role_assign: ['role.assigned'] },
  actor: { email: '/actor/email', name: '/actor/name', id: '/actor/id' },
  resource: { type: '/resource/type', id: '/resource/id', name: '/resource/name' },
  target: { type: '/target/type', id: '/target/id' },
  status: [{ text: '/status', map: { ok: 'success', no: 'failed' } }],
  reason: { code: '/error/code', message: '/error/message', permission: '/error/permission' },
  changes: { before: '/changes/before', after: '/changes/after' },
  ip: '/ip',
  userAgent: '/agent',
  requestId: '/request',
}
const mappings: readonly EntryMapping[] = [
  base,
  {
    ...base,
    id: { hash: ['/id', '/time', '/n'] },
    time: { from: '/time', format: 'epoch_ms' },
    actor: { email: { at: '/actor/email', lower: true, absent: ['UNKNOWN'] }, id: { template: '{/actor/id}:{/n}' } },
    resource: { type: { byAction: { role: 'role', 'role.x': 'other' } }, name: { pick: { from: '/list', where: { '/type': ['a'] }, at: '/name' } } },
    target: { type: { constant: 'user' }, name: { at: '/inner', json: '/name' } },
    status: [{ number: '/n', ranges: [{ from: 1, to: 9, is: 'failed' }] }, { present: '/error', is: 'failed' }, { always: 'success' }],
    changes: { list: '/list', property: '/name', old: '/old', new: '/new' },
    ip: { first: ['/none', { at: '/ip', capture: '^([^,]+)' }] },
    userAgent: { at: '/agent', map: { curl: 'a tool' }, notActions: ['group'] },
    requestId: { at: '/n', numbers: true, onlyActions: ['role'] },
  },
  { ...base, required: ['id'], status: [{ boolean: '/ok', true: 'success', false: 'failed' }, { actions: ['role.assigned'], is: 'success' }], changes: { pairs: '/list', key: '/name', value: '/new' } },
  {
    ...base,
    id: { hash: ['/time', '/action'], unless: '/id' },
    time: { from: '/time', format: { pattern: ["yyyy-MM-dd'T'HH:mm:ss[.S]X", 'yyyy-MM-dd'], zone: 'Europe/Zurich' } },
    canonical: { at: '/status', map: { no: 'role_revoke' }, if: { '/n': '1e2' } },
    each: { at: ['/none', '/list'], as: 'one' },
    columns: ['id', 'time'],
    targets: [{ of: { from: '/list', where: {}, unless: { '/type': 'b' } }, name: '/name' }, { id: { at: '/agent', decode: 'percent', unless: { '/n': '7' } } }],
    status: [{ text: '/status', beginsWith: { n: 'failed' }, otherwise: 'unknown' }],
    changes: { first: [{ pairs: { every: { from: '/lists', where: {}, at: '/of' } }, key: '/k', value: '/v' }, { pairs: '/list', key: '/type', value: { first: ['/old', '/name'] }, direction: { of: '/type', added: ['a'], removed: ['b'] } }, { rows: [{ property: '/action', old: { at: '/inner', json: '/name', orText: true } }] }] },
    ip: { pick: { from: { at: '/inner', json: '/list' }, where: {}, at: ['/x', '/name'] }, join: ' ' },
  },
] // prettier-ignore

const nested = `${'['.repeat(mostLevels + 1)}${']'.repeat(mostLevels + 1)}`
const long = 'x'.repeat(longestValue + 1)
const actor = '"actor":{"email":"A@b.c","name":"","id":"u1"}'
const resource = '"resource":{"type":"role","name":"n"}'
const items: readonly string[] = [
  `{"id":"1","time":"2026-01-31T10:00:00.1234Z","action":"role.assigned",${actor},${resource},"target":{"id":"t"},"status":"ok","ip":"1.2.3.4, 5.6.7.8","agent":"curl","request":"r","n":5,"inner":"{\\"name\\":\\"in\\"}"}`,
  `{"id":"2","time":1769853600000,"action":"role.x",${actor},"status":"no","error":{"code":"c","message":"m","permission":"p"},"n":1e2,"list":[{"type":"b"},{"type":"a","name":"x","old":1.50,"new":[1]}]}`,
  '{"id":3,"time":"soon","action":"","actor":{"email":"UNKNOWN"},"resource":{},"ok":false,"changes":{"before":{"a":1.0,"a":2},"after":null}}',
  `{"id":"${long}","time":"2026-01-31","agent":"${long}","action":"group.x","changes":{"after":${nested}}}`,
  `{"id":"5","time":"2026-01-31T10:00:00+01:00","action":"a","changes":{"before":{"x":12345678901234567890},"after":{"x":"\\ud800"}},"n":true}`,
  `{"id":"6","deep":${nested}}`,
  '[]',
  'null',
  '["7","2026-01-31"]',
  '{"id":"8","time":"2026-01-31T10:00:00+01:00","action":"a","list":[{"type":"a","old":[1]},{"type":"b","name":"x"},{"type":"b","name":"y"}],"inner":"{\\"list\\":[{\\"name\\":[\\"p\\",2]}]}","agent":"a%20b"}\r\t ',
]

export const reading: readonly string[] = mappings.flatMap((mapping) => {
  const map = compileItem(mapping)
  return items.map((item) => {
    const { exactTime, ...entry } = map(item, { id: () => 'none' })
    // That it does not fit is kept; in which words, is said anew each time.
    const { parseError, unreadChanges, ...facts } = sentEntry({ ...entry, exactTime })
    const time = Number.isFinite(exactTime) ? exactTime : 'unknown'
    return JSON.stringify([time, parseError === undefined, unreadChanges === undefined, ...Object.entries(facts).sort()])
  })
})

/** By which id the same items are the same entries. */
export const identities: readonly string[] = mappings.flatMap((mapping) => {
  const map = compileItem({ ...mapping, required: [] })
  return items.map((item) => map(item, { id: () => 'none' }).id)
})
