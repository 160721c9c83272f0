import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '@contract/entry.ts'
import { lookAt, tryFiles } from './preview.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reading-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const signal = new AbortController().signal
const put = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
async function tried(text: string, asked: { zone?: string } = {}) {
  const entries: AuditEntry[] = []
  const done = await tryFiles({ paths: [put('any', text)], ...asked }, signal, (told) => entries.push(...told.entries))
  return { ...done, entries }
}

const item = (n: number, more: object = {}) => ({
  id: `e${n}`,
  timestamp: '2026-01-31T10:00:00Z',
  actor: { email: 'a@b.c' },
  action: 'role_assigned',
  resource: { type: 'role', name: 'r' },
  target: { type: 'user', email: 't@b.c' },
  status: 'success',
  ...more,
})

describe('who reads a file', () => {
  it('is told by its shape, whatever it is called', async () => {
    for (const text of [
      JSON.stringify({ items: [item(1)], next_cursor: null }),
      JSON.stringify([item(1), item(2)]),
      `${JSON.stringify(item(1))}\n`,
      JSON.stringify({ manifest: {}, entries: [item(1)] }),
    ]) {
      const { source, entries } = await tried(text)
      expect(source.source).toBe('tenant-iam')
      expect(entries[0]).toMatchObject({ id: 'e1', source: 'tenant-iam', targets: [{ email: 't@b.c' }] })
    }
  })

  it('is told of records that hold several entries, and all of these are read', async () => {
    const record = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'google-several-events.json'), 'utf8')) as object
    const { source, entries } = await tried(JSON.stringify({ kind: 'admin#reports#activities', items: [record] }))
    expect(source.source).toBe('google-workspace-admin')
    expect(entries.map(({ id }) => id)).toHaveLength(2)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2)
  })

  it('is a guess where nobody is known, which says what it takes and what it leaves', async () => {
    const { source, unread, assumed, columns } = await tried('timestamp,action,weird\n2026-01-01 10:00,role_assign,7\n', {
      zone: 'America/New_York',
    })
    expect(source).toMatchObject({
      source: expect.stringMatching(/^guessed-/) as string,
      title: 'A table with the columns timestamp, action, weird',
    })
    expect(unread).toEqual(['/weird'])
    expect(assumed).toEqual({ zone: 'America/New_York' })
    expect(columns.map(({ name, field }) => [name, field])).toEqual([['timestamp', 'time'], ['action', 'action'], ['weird', null]]) // prettier-ignore
  })

  it('reads the columns of the contract joined by an underscore, with or without ids', async () => {
    const { entries, assumed } = await tried(
      'timestamp;actor_email;target_email;action;status\n2026-01-31T10:00:00+01:00;a@b.c;t@b.c;role_assigned;success\n',
    )
    expect(entries).toMatchObject([
      { occurredAt: Date.UTC(2026, 0, 31, 9), actor: { email: 'a@b.c' }, target: { email: 't@b.c' }, status: 'success' },
    ])
    expect(assumed.zone).toBeNull()
  })

  it('is guessed by values where names say nothing', async () => {
    const rows = '01.03.2026 13:05:00;anna@x.test;Login;ok;192.0.2.1\n31.03.2026 23:59:59;ben@x.test;Rolle vergeben;failed;192.0.2.2'
    const { entries } = await tried(`When;Wer;Was getan;Ergebnis;Adresse\n${rows}`, { zone: 'Europe/Berlin' })
    expect(entries).toMatchObject([
      { occurredAt: Date.UTC(2026, 2, 1, 12, 5), actor: { email: 'anna@x.test' }, action: 'Login', status: 'success', ip: '192.0.2.1' },
      { occurredAt: Date.UTC(2026, 2, 31, 21, 59, 59), action: 'Rolle vergeben', status: 'failed' },
    ])
    await expect(tried('timestamp,foo\n2026-01-31T10:00:00Z,x\n')).rejects.toThrow(/an action/)
  })

  it('says of a file that it cannot read what is wrong with it', async () => {
    const paths = [
      put('a.csv', 'a,b\n1,2\n'),
      put('b.json', '{"a":1}'),
      put('c.html', '<html></html>'),
      put('d.csv', Buffer.from('a,b\n1,2\n', 'utf16le').toString('latin1')),
    ]
    const { files, best } = await lookAt({ paths }, signal)
    expect(files.map(({ problem }) => problem?.code)).toEqual(['file-unknown', 'file-unknown', 'file-unknown', 'file-encoding'])
    expect(best).toBeNull()
  })
})
