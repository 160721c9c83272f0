import { expect, it } from 'vitest'
import { definitionOf } from '../../connector/built-in.ts'
import { define } from '../../connector/fixtures/define.ts'
import { eventOf } from '../../../tests/okta-like/events.ts'
import { compileConnector } from './compile.ts'
import { tryOut, unmappedIn } from './dry-run.ts'

const asked = { url: '', cursor: null, limit: 20, link: null, at: Date.UTC(2026, 0, 1) }

it('what is not read is named, whatever it lies in', () => {
  const { entry } = define(
    {},
    {
      target: { email: { pick: { from: '/of', where: { '/kind': 'x' }, at: '/mail' } }, name: { template: '{/a}/{/b/c}' } },
      changes: { list: '/diff', property: '/p', new: '/n' },
      status: [{ text: '/say', map: { '/notAPlace': 'failed' } }],
    },
  )
  const item = {
    id: 1, time: 2, action: 3, actor: 4, say: 5, a: 6, b: { c: 7, d: 8 }, of: [{ kind: 9, mail: 10, more: 11 }], diff: [{ p: 12, n: 13, o: 14 }],
    nothing: null, empty: '', 'sl/ash': 15,
  } // prettier-ignore
  expect(unmappedIn([item, { id: 1, late: true }], entry)).toEqual(['/b/d', '/of/*/more', '/diff/*/o', '/sl~1ash', '/late'])
})

it('of Okta the severity is not read, and no newest entry is claimed of what comes oldest first', () => {
  const connector = compileConnector(definitionOf('okta-system-log'))
  const events = Array.from({ length: 30 }, (_, n) => eventOf(n, asked.at - n * 1000))
  const { dryRun, newest, retention } = tryOut(connector, Buffer.from(JSON.stringify(events)), asked)
  expect(newest).toBeNull()
  expect(retention?.days).toBe(90)
  expect([dryRun.received, dryRun.entries.length]).toEqual([30, 20])
  expect(dryRun.entries[0]?.raw).toBe(JSON.stringify(events[0]))
  expect(dryRun.unmapped).toContain('/severity')
  expect(dryRun.unmapped.filter((each) => /alternateId|published|outcome/.test(each))).toEqual([])
})
