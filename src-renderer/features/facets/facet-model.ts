import type { FacetField, Filter } from '@contract/filter.ts'
import type { Facet } from '@contract/log.ts'
import { isMarkName, markInfo } from '@contract/marks.ts'
import { fieldValues } from '@language/edit.ts'
import { facetInfo, fieldInfo, valueOf } from '@language/fields.ts'
import { everyMark } from '@language/marks/mark-value.ts'
import { caseless, textOf } from '@language/pattern.ts'

export interface FacetLine {
  /** As the filter has it. */
  readonly value: string
  /** As entries have it; null for a pattern, which names nobody. */
  readonly sent: string | null
  /** What a person reads. */
  readonly text: string
  /** A second name, for the title. */
  readonly label: string
  /** Null for a value the filter names and that is not counted yet. */
  readonly count: number | null
  readonly state: 'off' | 'included' | 'excluded'
}

export interface FacetGroup {
  readonly field: FacetField
  readonly title: string
  readonly lines: readonly FacetLine[]
  /** Values there are beyond the lines. */
  readonly more: number
  /** Whether there may be more of each, and more values: not all that counts here was searched, or not all marks are known. */
  readonly soFar: boolean
}

const statusText: Readonly<Record<string, string>> = { success: 'Successful', failed: 'Failed', unknown: 'Unknown' }

/** A value as a person reads it. */
function facetText(field: FacetField, text: string): string {
  if (field === 'status') return statusText[text] ?? text
  if (field === 'mark') return text === everyMark ? 'Any mark' : isMarkName(text) ? markInfo(text).title : text
  if (field === 'weekday') return text.charAt(0).toUpperCase() + text.slice(1)
  return field === 'hour' && /^\d\d$/.test(text) ? `${text}:00 – ${text}:59` : text
}

/**
 * A facet as a group of lines: the cache's values in their order, and before them whatever the filter says about the field
 * that is not among them, so that nothing active is out of sight.
 */
export function facetGroup(facet: Facet, filter: Filter, expanded: boolean): FacetGroup {
  const { included, excluded } = fieldValues(filter, facet.field)
  const isIn = (values: readonly string[], value: string): boolean => values.some((other) => caseless(other) === caseless(value))
  const line = (value: string, count: number | null, text = value, label = ''): FacetLine => ({
    value,
    sent: textOf(value),
    text: text === '' ? '(none)' : facetText(facet.field, text),
    label,
    count,
    state: isIn(included, value) ? 'included' : isIn(excluded, value) ? 'excluded' : 'off',
  })
  const listed = facet.values.map(({ value, count, label }) => line(valueOf(facet.field, value), count, value, label))
  const brief = expanded ? listed : listed.slice(0, facetInfo(facet.field).lines)
  const active = listed.filter((one) => one.state !== 'off' && !brief.includes(one))
  const unlisted = [...included, ...excluded].filter((value) => !listed.some((one) => caseless(one.value) === caseless(value)))
  const counted = new Map(facet.chosen?.map(({ value, count }) => [value, count]))
  const lines = [...brief, ...active, ...unlisted.map((value) => line(value, counted.get(value) ?? null))]
  return {
    field: facet.field,
    title: fieldInfo(facet.field).label,
    lines,
    more: Math.max(0, facet.distinct - brief.length - active.length),
    soFar: facet.soFar === true,
  }
}
