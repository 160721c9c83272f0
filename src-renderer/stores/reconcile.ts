import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { FileEncoding } from '@contract/import.ts'
import type { ReconcileColumns } from '@contract/reconcile-columns.ts'
import type { ReconcileKind, ReconcileLook, Reconciled } from '@contract/reconcile.ts'
import { ask } from '../api/client.ts'
import { useTask } from '../composables/use-task.ts'
import { useSession } from './session.ts'

/** Which date a file is compared with: when it was last written, this moment, or another. */
export type WhenChosen = 'file' | 'now' | 'date'

/** The comparison of a file of users and roles with the state, which stays while other pages are shown, and is forgotten with the tenant. */
export const useReconcile = defineStore('reconcile', () => {
  const session = useSession()
  const pick = ref<number | null>(null)
  const look = shallowRef<ReconcileLook | null>(null)
  const columns = ref<{ user: string; role: string; path: string; several: boolean }>({ user: '', role: '', path: '', several: false })
  const when = ref<WhenChosen>('file')
  const date = ref<number | null>(null)
  const encoding = ref<FileEncoding | null>(null)
  const result = shallowRef<Reconciled | null>(null)
  const kind = ref<ReconcileKind | 'all'>('all')
  const looking = useTask<null>()
  const comparing = useTask<Reconciled>()

  function forget(): void {
    pick.value = look.value = encoding.value = date.value = result.value = null
    when.value = 'file'
    kind.value = 'all'
  }
  watch(() => session.tenant?.id, forget)

  /** Opens the system's dialog. */
  async function choose(): Promise<void> {
    await looking.run(async (signal) => {
      const found = await ask('import.choose', { what: 'table' }, { signal })
      if (!found) return null
      forget()
      pick.value = found.pick
      return await read(signal)
    })
  }
  const lookAgain = (): Promise<unknown> => looking.run(read)

  /** What the file is; its columns are those of the last file, where it has them, or else as they are guessed. */
  async function read(signal: AbortSignal): Promise<null> {
    const tenant = session.tenant?.id
    if (tenant === undefined || pick.value === null) return null
    const declared = encoding.value === null ? {} : { encoding: encoding.value }
    const found = await ask('reconcile.look', { tenant, pick: pick.value, ...declared }, { signal })
    look.value = found
    result.value = null
    const names = new Set(found.columns.map(({ name }) => name))
    const last = session.settings.reconcileColumns[tenant]
    const fits = last !== undefined && [last.user, last.role, ...(last.path === null ? [] : [last.path])].every((name) => names.has(name))
    const { user, role, path, several } = fits ? last : found.guess
    columns.value = { user: user ?? '', role: role ?? '', path: path ?? '', several }
    return null
  }

  const at = computed(() => {
    if (when.value === 'file') return look.value?.modifiedAt ?? null
    return when.value === 'date' ? (date.value ?? look.value?.modifiedAt ?? null) : null
  })
  const chosen = computed<ReconcileColumns | null>(() => {
    const { user, role, path, several } = columns.value
    if (user === '' || role === '' || user === role || path === user || path === role) return null
    return { user, role, path: path === '' ? null : path, several }
  })

  async function compare(): Promise<void> {
    const tenant = session.tenant?.id
    const { value: of } = chosen
    const picked = pick.value
    if (tenant === undefined || picked === null || of === null) return
    const declared = encoding.value === null ? {} : { encoding: encoding.value }
    const found = await comparing.run((signal) =>
      ask('reconcile.run', { tenant, pick: picked, columns: of, at: at.value ?? Date.now(), ...declared }, { signal }),
    )
    if (!found) return
    result.value = found
    kind.value = 'all'
    await session.patch({ reconcileColumns: { ...session.settings.reconcileColumns, [tenant]: of } })
  }

  return { look, columns, chosen, when, date, at, encoding, result, kind, looking, comparing, choose, lookAgain, compare, forget }
})
