import type { EntryKey } from '@contract/entry.ts'
import { toAppError } from '@contract/errors.ts'
import { shallowRef, watch, type ShallowRef } from 'vue'
import { ask } from '../../api/client.ts'
import { useKeys } from '../../composables/use-keys.ts'
import { useSession } from '../../stores/session.ts'
import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import { useView } from '../../stores/view.ts'

/** Comparing the two rows a person picked: by key, and by the button beside their number. */
export function useCompare(chosen: () => ChosenRows | null): {
  readonly compared: ShallowRef<readonly [EntryKey, EntryKey] | null>
  readonly compare: () => Promise<void>
} {
  const session = useSession()
  const view = useView()
  const compared = shallowRef<readonly [EntryKey, EntryKey] | null>(null)

  async function compare(): Promise<void> {
    const { tenant } = session
    const now = chosen()
    if (!tenant || now?.count !== 2 || !('result' in now.entries)) return
    const { result, order, sort, rows } = now.entries
    try {
      // A picked row may be far from what is on screen.
      const pages = await Promise.all(
        rows.map(({ from, to }) => ask('log.rows', { tenant: tenant.id, result, order, sort, offset: from, limit: to - from })),
      )
      const [first, second] = pages.flatMap((page) => page.rows)
      if (first && second) compared.value = [first.key, second.key]
    } catch (thrown) {
      view.rowsError = toAppError(thrown)
    }
  }
  // The menu on a name in the comparison leads elsewhere.
  watch(
    () => [view.place.history, view.place.story, view.filter],
    () => (compared.value = null),
  )
  useKeys().register({
    id: 'compare',
    keys: ['c'],
    description: 'Compare the two selected entries',
    group: 'Log',
    when: () => chosen()?.count === 2,
    run: () => void compare(),
  })
  return { compared, compare }
}
