import type { SavedView, ViewContent } from '@contract/casework.ts'
import { toAppError } from '@contract/errors.ts'
import { useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { parse } from '@language/parse.ts'
import { print } from '@language/print.ts'
import { ask, onTenantEvent } from '../api/client.ts'
import { pluralText } from '../composables/number-format.ts'
import { useRoute } from './route.ts'
import { useSession } from './session.ts'
import { useCasework } from './casework.ts'
import { rowOrderOf } from './view-state.ts'
import { useView } from './view.ts'

/** A sync commits many pages a second; counts are renewed no more often than this, ms. */
const everyMs = 3000

/** The tenant's saved views: made from the view on screen, opened, counted while they are pinned. */
export const useViews = defineStore('views', () => {
  const session = useSession()
  const casework = useCasework()
  const view = useView()
  const { go } = useRoute()
  const all = computed<readonly SavedView[]>(() => casework.overview?.views ?? [])
  const pinned = computed(() => all.value.filter((each) => each.pinned))
  /** Entries that match, by view; null where the query cannot be read. */
  const counts = shallowRef<ReadonlyMap<number, number | null>>(new Map())

  /** The view on screen as something to keep. */
  const present = (name: string, pin: boolean): ViewContent => {
    const { filter, zone, columns } = view.place
    return { name, query: print(filter), ...rowOrderOf(view.place), zone, columns: [...columns], pinned: pin }
  }
  /** The saved view that is on screen, if one is. */
  const current = computed(() => {
    const now = JSON.stringify({ ...present('', false), columns: view.place.columns })
    return all.value.find((each) => JSON.stringify(contentOf({ ...each, name: '', pinned: false })) === now)?.id ?? null
  })

  async function add(content: ViewContent): Promise<boolean> {
    const added = await casework.edit('view.add', (tenant) => ({ tenant, views: [content] }))
    if (added) casework.done = { text: `Saved the view “${content.name}”`, undo: null }
    return added !== null
  }
  const change = (saved: SavedView, changed: Partial<ViewContent>): Promise<unknown> =>
    casework.edit('view.change', (tenant) => ({ tenant, id: saved.id, content: { ...contentOf(saved), ...changed } }))
  const duplicate = (saved: SavedView): Promise<unknown> => add({ ...contentOf(saved), name: `${saved.name} (copy)`.slice(0, 100) })
  async function remove({ id, name }: SavedView): Promise<void> {
    if (!(await casework.edit('view.remove', (tenant) => ({ tenant, id })))) return
    casework.done = {
      text: `Deleted the view “${name}”`,
      removal: true,
      undo: () => casework.edit('view.restore', (tenant) => ({ tenant, id })),
    }
  }
  async function move(id: number, by: 1 | -1): Promise<void> {
    const ids = all.value.map((each) => each.id)
    const at = ids.indexOf(id)
    const to = at + by
    if (at < 0 || to < 0 || to >= ids.length) return
    ids.splice(to, 0, ...ids.splice(at, 1))
    await casework.edit('view.arrange', (tenant) => ({ tenant, ids }))
  }

  /** Shows a view: its query, order, zone and columns. */
  function open(saved: SavedView): void {
    const parsed = parse(saved.query)
    if (!parsed.ok) {
      casework.error = { code: 'invalid-query', message: `The view “${saved.name}” cannot be opened: ${parsed.error.message}` }
      return
    }
    go('log')
    const { order, sort = 'time', zone, columns } = saved
    view.visit({ filter: parsed.filter, order, sort, groups: null, selected: null, history: null, zone, columns })
  }

  async function exportAll(): Promise<void> {
    const written = await casework.edit('view.export', (tenant) => ({ tenant }))
    if (written?.answer) casework.done = { text: `Wrote ${pluralText(written.answer.views, 'view')} to ${written.answer.file}`, undo: null }
  }
  async function importFile(): Promise<void> {
    const read = await casework.edit('view.import', (tenant) => ({ tenant }))
    if (!read?.answer) return
    const { added, file } = read.answer
    const takeBack = async (): Promise<void> => {
      for (const id of added) await casework.edit('view.remove', (tenant) => ({ tenant, id }))
    }
    casework.done = { text: `Added ${pluralText(added.length, 'view')} from ${file}`, undo: takeBack }
  }

  async function count(): Promise<void> {
    const { tenant } = session
    const views = pinned.value.slice(0, 50).map(({ id, zone }) => ({ id, zone: session.zoneOf(zone) }))
    if (!tenant || views.length === 0) return
    try {
      const answer = await ask('view.counts', { tenant: tenant.id, views })
      if (session.tenant?.id === tenant.id) counts.value = new Map(answer.map((each) => [each.id, each.count]))
    } catch (thrown) {
      // A count is an extra: it is asked for again soon, and only a failure that lasts is worth a word.
      if (toAppError(thrown).code === 'casework-corrupt') casework.error = toAppError(thrown)
    }
  }
  const countSoon: () => unknown = useThrottleFn(count, everyMs, true)
  watch([pinned, () => session.tenant?.id], () => void count(), { immediate: true })
  onTenantEvent('cache.changed', () => session.tenant?.id, countSoon)

  return { all, pinned, counts, current, present, add, change, duplicate, remove, move, open, exportAll, importFile }
})

function contentOf({ name, query, order, sort = 'time', zone, columns, pinned }: ViewContent): ViewContent {
  return { name, query, ...rowOrderOf({ order, sort }), zone, columns: [...columns], pinned }
}
