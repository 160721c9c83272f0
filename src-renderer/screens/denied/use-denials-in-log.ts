import type { DeniedLine, DenialStretch } from '@contract/denied.ts'
import { everything, type Filter } from '@contract/filter.ts'
import { setTimeRange } from '@language/edit.ts'
import { timeLiteral } from '@language/time.ts'
import { addFilterValue } from '../../shared/entity/add-filter-value.ts'
import { useRoute } from '../../stores/route.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'

/** Ways from denied checks to the log, as filters of it. */
export function useDenialsInLog() {
  const session = useSession()
  const view = useView()
  const { go } = useRoute()
  const denials = ({ user }: DeniedLine): Filter => {
    const values = [['action', 'permission_check'], ['status', 'failed'], ['actor', user]] as const // prettier-ignore
    return values.reduce((found, [field, value]) => addFilterValue(found, field, value, 'include'), everything)
  }
  function show(filter: Filter): void {
    view.visit({ filter, order: view.place.order, sort: 'time', groups: null, selected: null, history: null })
    go('log')
  }
  return {
    /** The line's checks. */
    showLine: (line: DeniedLine): void =>
      show(line.permission === '' ? denials(line) : addFilterValue(denials(line), 'permission', line.permission, 'include')),
    /** All checks that were denied to the line's user in a stretch, whatever the permission. */
    showStretch: (line: DeniedLine, { from, to }: DenialStretch): void => {
      const time = (ms: number): string => timeLiteral(ms, session.zone)
      show(setTimeRange(denials(line), { after: time(from), before: time(to + 1) }))
    },
  }
}
