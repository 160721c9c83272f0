import { actionGroups, knownActions } from '@contract/action.ts'
import type { ListedField } from '@contract/filter-names.ts'
import type { FacetValue } from '@contract/log.ts'
import { valueOf } from '@language/fields.ts'

/** A value a combobox offers. `count` is null when the cache has none of it. */
export interface ValueOption {
  /** As the filter has it. */
  readonly value: string
  readonly label: string
  readonly note: string
  readonly count: number | null
  /** Heading it stands under; empty where there are no groups. */
  readonly group: string
}

const otherGroup = 'Other'

/** Every documented action, grouped and described, with its count, and whatever else the cache holds under *Other*. */
function actionOptions(cached: readonly FacetValue[]): readonly ValueOption[] {
  const counts = new Map(cached.map(({ value, count }) => [value, count]))
  const known = actionGroups.flatMap(({ title, actions }) =>
    actions.map(({ action, description }) => ({
      value: action,
      label: action,
      note: description,
      count: counts.get(action) ?? null,
      group: title,
    })),
  )
  const others = cached
    .filter(({ value }) => !knownActions.has(value))
    .map(({ value, count }) => ({ value: valueOf('action', value), label: value, note: '', count, group: otherGroup }))
  return [...known, ...others]
}

/** What a combobox offers for a field, given what the cache holds of it. */
export function valueOptions(field: ListedField, cached: readonly FacetValue[]): readonly ValueOption[] {
  if (field === 'action') return actionOptions(cached)
  return cached.map(({ value, label, count }) => ({
    value: valueOf(field, value),
    label: value === '' ? '(none)' : value,
    note: label ?? '',
    count,
    group: '',
  }))
}

/**
 * The options that hold what is typed: the very value first, then those that begin with it. Groups keep their order. With two or more
 * letters a last option asks for every value that holds them.
 */
export function matchingOptions(options: readonly ValueOption[], typed: string): readonly ValueOption[] {
  const part = typed.trim().toLowerCase()
  if (part === '') return options
  const rank = ({ label, note }: ValueOption): number => {
    const text = label.toLowerCase()
    return text === part ? 0 : text.startsWith(part) ? 1 : text.includes(part) ? 2 : note.toLowerCase().includes(part) ? 3 : 9
  }
  const grouped = options.some(({ group }) => group !== '')
  const found = options.filter((option) => rank(option) < 9)
  const exact = found.filter((option) => rank(option) === 0)
  const rest = found.filter((option) => rank(option) !== 0)
  const sorted = grouped ? found : [...exact, ...rest.sort((a, b) => rank(a) - rank(b))]
  const asPattern = typed.trim()
  if (exact.length > 0 || part.length < 2) return sorted
  const value = asPattern.includes('*') ? asPattern : `*${asPattern}*`
  const label = asPattern.includes('*') ? `Matching ${asPattern}` : `Containing “${asPattern}”`
  return [...sorted, { value, label, note: '', count: null, group: '' }]
}

/** Which option Enter takes when none was walked to: the very value, else the first; -1 without any. */
export function preferredOption(options: readonly ValueOption[], typed: string): number {
  const part = typed.trim().toLowerCase()
  if (part === '' || options.length === 0) return -1
  const exact = options.findIndex(({ label }) => label.toLowerCase() === part)
  return Math.max(0, exact)
}
