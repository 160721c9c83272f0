import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exportFormat, type ExportSource } from '@contract/export.ts'
import { parse } from '@language/parse.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { proposedName } from './proposed-name.ts'

const now = Date.UTC(2026, 10, 23, 12)
const everyRow: ExportSource = { kind: 'filter' }
function nameOf(tenant: string, query: string, zone = 'UTC', source = everyRow): string {
  const parsed = parse(query)
  if (!parsed.ok) throw new Error(query)
  return proposedName(tenant, { filter: parsed.filter, zone, format: 'csv', source }, now)
}

it.each([
  ['Acme Äg', '', 'iam-audit-acme-ag-until-2026-11-23.csv'],
  ['Acme', 'on:2026-03-01', 'iam-audit-acme-2026-03-01.csv'],
  ['Acme', 'after:2026-03-01 before:2026-04-01 status:failed', 'iam-audit-acme-2026-03-01-to-2026-03-31-status-is-failed.csv'],
  ['Acme', 'last:7d action:role_assign', 'iam-audit-acme-2026-11-16-to-2026-11-23-action-is-role-assign.csv'],
  ['../../etc/passwd', 'before:2026-01-01', 'iam-audit-etc-passwd-until-2025-12-31.csv'],
  ['日本', '', 'iam-audit-日本-until-2026-11-23.csv'],
  ['\u202Evsc.\u05D0', 'agent:"<script>|>con.exe"', 'iam-audit-vsc-until-2026-11-23-user-agent-contains-script-con-exe.csv'],
])('%s with the query %s is proposed as %s', (tenant, query, proposed) => {
  expect(nameOf(tenant, query)).toBe(proposed)
})

it('says the days by the clock of the zone, and that rows were selected', () => {
  const source: ExportSource = { kind: 'keys', keys: [1] }
  expect(nameOf('Acme', 'on:2026-03-29', 'Europe/Zurich', source)).toBe('iam-audit-acme-2026-03-29-selection.csv')
})

it('is a file name on every system, whatever the tenant and the query are', () => {
  const hostile = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 300 }),
    fc.constantFrom('CON', 'a/b\\c:d*e?f"g<h>i|j', '....', '\u0000', '\u05D0\u05D1', 'x'.repeat(5000), '語'.repeat(500), '⺀', ' '),
  )
  fc.assert(
    fc.property(hostile, hostile, fc.constantFrom(...exportFormat.options), (tenant, text, format) => {
      const filter = { kind: 'and' as const, of: [{ kind: 'text' as const, text }, { kind: 'field' as const, field: 'after' as const, value: text }] }
      const name = proposedName(tenant, { filter, zone: 'UTC', format, source: everyRow }, now)
      expect(name).toMatch(/^iam-audit-[\p{L}\p{N}-]+\.[a-z]+$/u)
      expect(name).not.toMatch(/[\p{Script=Hebrew}\p{Script=Arabic}\p{M}]|--|-\./u)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    }),
  )
}) // prettier-ignore
