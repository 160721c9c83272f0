import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../connector/built-in.ts'
import { rowOf } from './cells.ts'
import { compileConnector } from './compile.ts'

const fallback = { id: () => 'none' }
const long = (unit: string, times: number): string => unit.repeat(times)
/** Cells that reading JSON would lose something of, or that look like what they are not. */
const cell = fc.oneof(
  fc.constantFrom(
    '', 'a', ' a', '"', 'é', '😀', 'true', 'null', '0', '-0', '1.10', '1e400', '12345678901234567890', '12', '{', '[', '[]', '{}', '[1,2]', '{"a":1}',
    '{"a":1,"a":2}', '{"a":1.0}', '{"__proto__":{"x":1}}', '[{"b":"\\ud800"}]', '{"a": "1:2"}', '["x","y"]', '{"list":[1.50]}', '2026-01-31T10:00:00Z', 'soon',
    `[${long('"x",', 80)}"x"]`, `${long('[', 60)}${long(']', 60)}`, `${long('[', 600)}${long(']', 600)}`, `${long('{"a":', 90)}1${long('}', 90)}`, long('x', 300),
    long('y', 17_000), long('z', 70_000), 'role_assign', 'success', 'failed',
  ),
  fc.json(),
  fc.string({ maxLength: 8 }),
) // prettier-ignore

const nested = ['id', 'timestamp', 'actor_email', 'actor_name', 'Actor Id', 'action', 'resource.type', 'resource_id', 'target_email', 'status', 'error_code', 'changes_before', 'changes_after', 'spare', 'ip_address'] // prettier-ignore
const tenantIam = definitionOf('tenant-iam')
const flatEntry: ConnectorDefinition['entry'] = {
  required: ['time', 'action'],
  id: { hash: ['/id', '/When', '/n'] },
  time: { from: '/When', format: 'iso' },
  action: '/action',
  aliases: { role_assign: ['role_assign'] },
  actor: { email: { at: '/who', numbers: true, lower: true }, name: { template: '{/who} {/n}' } },
  resource: { type: { at: '/detail', json: '/a', numbers: true }, name: '/__proto__' },
  status: [{ text: '/status', map: { success: 'success' } }, { always: 'unknown' }],
  changes: { rows: [{ property: '/action', old: { at: '/before', json: true, orText: true }, new: '/after' }] },
}
const flat = ['id', 'When', 'n', 'action', 'who', 'detail', 'status', 'before', 'after']

function agree(definition: ConnectorDefinition, columns: readonly string[], cells: readonly string[], isFlat: boolean): void {
  const ofRows = compileConnector({ ...definition, table: { columns: [...columns], separator: ',', flat: isFlat } })
  const ofRecords = compileConnector(definition)
  const row = rowOf(cells)
  const { parseError, ...entry } = ofRows.mapItem(row, fallback)
  const { parseError: said, ...expected } = ofRecords.mapItem(ofRows.recordOf?.(row) ?? '', fallback)
  expect(entry).toStrictEqual(expected)
  const problem = cells.length === columns.length ? null : `has ${cells.length} cells, its header ${columns.length}`
  expect(parseError).toBe([...(problem === null ? [] : [problem]), ...(said === undefined ? [] : [said])].join('; ') || undefined)
}

describe('a row of a table', () => {
  it('is the entry that its JSON is, whatever its cells hold', () => {
    const cells = fc.array(cell, { minLength: 2, maxLength: nested.length + 1 })
    fc.assert(
      fc.property(cells, (values) => agree(tenantIam, nested, values, false)),
      { numRuns: 1500 },
    )
  })

  it('is that also where each column is a text, and where one has the name of what every object inherits', () => {
    const cells = fc.array(cell, { minLength: 2, maxLength: flat.length + 1 })
    const definition = { ...tenantIam, entry: flatEntry }
    fc.assert(fc.property(cells, fc.boolean(), (values, odd) => agree(definition, odd ? [...flat.slice(0, -1), '__proto__'] : flat, values, true)), { numRuns: 1500 }) // prettier-ignore
  })
})
