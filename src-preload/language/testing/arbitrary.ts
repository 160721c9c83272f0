import { field, type Field, type Filter } from '@contract/filter.ts'
import fc from 'fast-check'
import { canonicalValue, fieldInfo, validate } from '../fields.ts'
import { writePeriod, type PeriodUnit } from '../period.ts'
import { codePoint } from './code-point.ts'

/** Texts made to upset a parser: operators, quotes, escapes, field names, wildcards, invisible and broken characters. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: codePoint, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('ab:"\\(),-*/ .u{}1'), '\u202e', '\u200b', '\n', '\u00a0', '\ud800', '\udc00'),
    maxLength: 14,
  }),
  fc.constantFrom('AND', 'OR', 'NOT', 'and', '-', '--', '-x', 'status:failed', 'foo:bar', 'https://a.test/?q=(1)', '\\u{41}', '\\', '"', '()', ',', '*', 'a*b'), // prettier-ignore
)

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
  hostileText,
)
const instant = fc.date({ min: new Date('1970-01-01T00:00Z'), max: new Date('2100-01-01T00:00Z'), noInvalidDate: true })

export const periodUnits = ['day', 'week', 'month', 'quarter', 'year'] as const satisfies readonly PeriodUnit[]
const anyUnit = fc.constantFrom(...periodUnits)

/** A value that is valid for the field. */
function valueOf(name: Field): fc.Arbitrary<string> {
  const info = fieldInfo(name)
  switch (info.kind) {
    case 'choice':
      return fc.constantFrom(...info.values.map((choice) => choice.value), ...(name === 'status' ? ['Successful', 'FAILED'] : []))
    case 'moment':
      return instant
        .map((date) => date.toISOString())
        .chain((text) => fc.constantFrom(text, text.slice(0, 16), ...periodUnits.map((unit) => writePeriod(Date.parse(text), unit))))
    case 'period':
      return fc.tuple(instant, anyUnit).map(([date, unit]) => writePeriod(date.getTime(), unit))
    case 'hour':
      return fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }))
        .chain(([from, to]) => fc.constantFrom(`${from}`, `${from}..${to}`))
    case 'span':
      return fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('m', 'h', 'd', 'w', 'mo', 'y')).map(([n, unit]) => `${n}${unit}`)
    case 'ip':
      return address
    case 'pattern':
    case 'part':
    case 'exact':
      return fc.oneof(hostileText, fc.constantFrom(...info.examples))
  }
}

export const anyField = fc.constantFrom(...field.options)

export const leafOf = (name: Field): fc.Arbitrary<Extract<Filter, { kind: 'field' }>> =>
  valueOf(name)
    .filter((value) => validate(name, value, true) === null)
    .map((value) => ({ kind: 'field', field: name, value: canonicalValue(name, value) }))

export const anyLeaf: fc.Arbitrary<Filter> = fc.oneof(
  anyField.chain(leafOf),
  hostileText.map((text): Filter => ({ kind: 'text', text })),
)

/** Trees of every shape, with valid values; not normalized. */
export const anyFilter: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter; many: readonly Filter[] }>((tie) => ({
  many: fc.array(tie('tree'), { maxLength: 4 }),
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    anyLeaf,
    fc.record({ kind: fc.constant('and' as const), of: tie('many') }),
    fc.record({ kind: fc.constant('or' as const), of: tie('many') }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    anyField.chain((name) => fc.record({ kind: fc.constant('or' as const), of: fc.array(leafOf(name), { minLength: 1, maxLength: 3 }) })),
  ),
})).tree

/** Query-like texts, right and wrong. */
export const anyQuery: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 60 }),
  fc
    .array(fc.oneof(fc.constantFrom('action:', 'ip:', 'status:failed', 'foo:', 'status:', 'has:x', 'after:', 'on:2026-13-45', 'on:2026-13', 'before:2026-Q5', 'on:2026-W53',  'id:""', '(', ')', '"', ' ', ' OR ', ' AND ', 'NOT ', '-', ',', '*', 'last:', 'added:(', 'a'), hostileText), { maxLength: 14 })
    .map((parts) => parts.join('')), // prettier-ignore
)
