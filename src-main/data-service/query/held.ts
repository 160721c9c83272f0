import type { Filter } from '@contract/filter.ts'
import type { Evaluated } from './filter-facets.ts'
import { plan } from './plan.ts'
import type { PlanContext } from './plan-tables.ts'
import type { SearchAnswer } from './raw-text-search.ts'
import type { HeldSelection } from './selections.ts'

/** What a filter selected, to be held; `arrived` and `known` are of the search that was made for it. */
export function heldOf(
  filter: Filter,
  { selected }: Evaluated,
  context: PlanContext & Pick<SearchAnswer, 'known'> & Pick<HeldSelection, 'arrived'>,
): HeldSelection {
  return { selected, plan: () => plan(filter, context), arrived: context.arrived, isWhole: context.known === null }
}
