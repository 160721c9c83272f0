import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { newSpans, spanNames, type SpanName } from './item-spans.ts'
import { connectorOf } from './registry.ts'

const tenantIam = connectorOf('tenant-iam')

const name = fc.constantFrom('id', 'timestamp', 'action', 'request_id', 'error', 'changes', 'code', 'message', 'before', 'after', 'x', 'i\\u0064', '') // prettier-ignore
const blank = fc.constantFrom('', ' ', '\n\t', '\r\n')
const scalar = fc.oneof(
  fc.string({ unit: codePoint }).map((text) => JSON.stringify(text)),
  fc.constantFrom('null', 'true', '-1.50e3', '""', '"plain"', '"a\\"b"', '"\\\\"', '"caf\\u00e9"', '"}],"'),
)
/** JSON texts as no serialiser would write them: odd blanks, names twice, escapes. */
const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), tie('array')),
  object: fc
    .tuple(blank, fc.array(fc.tuple(name, blank, tie('value'), blank), { maxLength: 7 }))
    .map(([first, members]) => `{${first}${members.map(([key, a, of, b]) => `"${key}"${a}:${b}${of}${a}`).join(`,${first}`)}}`),
  array: fc.tuple(blank, fc.array(tie('value'), { maxLength: 3 })).map(([first, of]) => `[${first}${of.join(`${first},`)}]`),
}))

function mapped(text: string): Partial<Record<SpanName, unknown>> {
  const entry = tenantIam.mapItem(text, { id: () => '' })
  const { id, timestamp, actionVerbatim: action, requestId, reason, changes } = entry
  const [before, after] = [changes?.before, changes?.after]
  return { id, timestamp, action, requestId, 'reason.code': reason?.code, 'reason.message': reason?.message, before, after }
}

it('what is found in the bytes is what is read from them', () => {
  let found = 0
  fc.assert(
    fc.property(blank, fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.string(), (before, members, around) => {
      const text = `${before}{${members.map(([key, of]) => `"${key}":${of}`).join(', ')}}`
      const bytes = Buffer.from(`${around}${text}{"id":"next"}`)
      const start = Buffer.byteLength(around)
      const spans = newSpans()
      if (!tenantIam.findSpans?.(bytes, start, start + Buffer.byteLength(text), spans)) return
      found++
      const read = mapped(text)
      spanNames.forEach((each, i) => {
        const part = bytes.toString('utf8', spans[i * 2], spans[i * 2 + 1])
        if (each !== 'before' && each !== 'after') expect(part).toBe(read[each] ?? '')
        else expect(part === '' ? null : parseExactly(part)).toEqual(read[each] ?? null)
      })
    }),
    { numRuns: 2000, examples: [['', [['changes', '{"after":[{"id":"","id":"","action":-1.50e3}]}']], '']] },
  )
  expect(found).toBeGreaterThan(200)
})
