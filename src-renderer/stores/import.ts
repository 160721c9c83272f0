import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Answer } from '@contract/api.ts'
import type { ConnectorRef } from '@contract/connector.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import type { FileEncoding, ImportLook, ImportPreview, ImportProgress, Picked, ReadingAsked } from '@contract/import.ts'
import type { TenantId } from '@contract/tenant.ts'
import { ask, askDropped, onEvent } from '../api/client.ts'
import { useTask } from '../composables/use-task.ts'
import { useSession } from './session.ts'

/** What reads the files, where a person chose something else than what was recognised. */
export interface ChosenSource {
  readonly ref: ConnectorRef
  readonly title: string
  /** From a list, from a file, or made of the columns. */
  readonly kind: 'built-in' | 'brought' | 'mapped'
}

export type ImportDone = Answer<'import.run'>

/** Files that are being imported: one lot at a time. It goes on while another page is shown. */
export const useImport = defineStore('import', () => {
  const session = useSession()
  const picked = shallowRef<Picked | null>(null)
  const look = shallowRef<ImportLook | null>(null)
  const preview = shallowRef<ImportPreview | null>(null)
  const done = shallowRef<ImportDone | null>(null)
  const progress = shallowRef<ImportProgress | null>(null)
  /** The last import was called off. */
  const calledOff = ref(false)
  /** The choices; null is what was recognised, or what the file says itself. */
  const chosen = shallowRef<ChosenSource | null>(null)
  /** Whether a person says what the columns are, and why that is not enough yet. */
  const byColumns = ref(false)
  const mappingProblem = ref<string | null>(null)
  /** Numbers of rows at which the source's console cuts its files off. */
  const caps = shallowRef<readonly number[]>([])
  const zone = ref('UTC')
  const encoding = ref<FileEncoding | null>(null)
  /** Null: a new tenant of this name. */
  const into = ref<TenantId | null>(null)
  const name = ref('')

  const taking = useTask<Picked | null>()
  const looking = useTask<ImportLook>()
  const previewing = useTask<ImportPreview>()
  const importing = useTask<ImportDone>()

  const stage = computed(() => {
    if (importing.busy) return 'running'
    if (done.value) return 'done'
    if (!picked.value) return 'none'
    return looking.busy && !look.value ? 'looking' : look.value ? 'ready' : 'failed'
  })
  const best = computed(() => look.value?.best ?? null)
  /** The file whose columns a person can say something of: the first that has any. */
  const columned = computed(() => look.value?.files.find(({ kind, columns }) => kind !== null && columns.length > 0) ?? null)
  const canMap = computed(() => columned.value !== null)
  /** What the files would be read by; null where nothing reads them yet. */
  const source = computed<ConnectorRef | null>(() => chosen.value?.ref ?? best.value?.definition ?? best.value?.source ?? null)

  onEvent('import.progress', (told) => {
    if (importing.busy) progress.value = told
  })

  const reading = (): ReadingAsked => ({
    ...(source.value !== null && { source: source.value }),
    ...(zone.value !== 'UTC' && { zone: zone.value }),
    ...(encoding.value !== null && { encoding: encoding.value }),
  })

  function leave(): void {
    for (const task of [taking, looking, previewing]) {
      task.cancel()
      task.error = null
    }
    picked.value = look.value = preview.value = done.value = progress.value = null
    importing.error = null
    chosen.value = encoding.value = null
    byColumns.value = false
    mappingProblem.value = null
    zone.value = 'UTC'
    into.value = null
    name.value = ''
    calledOff.value = false
  }

  /** Never rejects. While an import runs, nothing else is taken. */
  async function take(asked: (signal: AbortSignal) => Promise<Picked | null>): Promise<void> {
    if (importing.busy) return
    const found = await taking.run(asked)
    if (!found) return
    leave()
    picked.value = found
    await lookAt()
  }
  const choose = (what: 'files' | 'folder'): Promise<void> => take((signal) => ask('import.choose', { what }, { signal }))
  const drop = (files: readonly File[]): Promise<void> => take(() => askDropped(files))

  /** What they are; asked again when the encoding is declared. */
  async function lookAt(): Promise<void> {
    const { value: lot } = picked
    if (!lot) return
    const declared = encoding.value === null ? {} : { encoding: encoding.value }
    const found = await looking.run((signal) => ask('import.look', { pick: lot.pick, ...declared }, { signal }))
    if (!found) return
    look.value = found
    if (chosen.value === null) byColumns.value = canMap.value && (found.best === null || found.best.definition !== undefined)
    await showPreview()
  }

  async function showPreview(): Promise<void> {
    const { value: lot } = picked
    if (!lot) return
    if (source.value === null) {
      preview.value = null
      return
    }
    const found = await previewing.run((signal) => ask('import.preview', { pick: lot.pick, ...reading() }, { signal }))
    if (found) preview.value = found
  }

  /** Reads by something else; null is what was recognised. */
  function readBy(next: ChosenSource | null): Promise<void> {
    chosen.value = next
    byColumns.value = next?.kind === 'mapped' || (next === null && best.value?.definition !== undefined)
    mappingProblem.value = null
    return showPreview()
  }
  function readZone(next: string): Promise<void> {
    zone.value = next
    return showPreview()
  }
  function readEncoding(next: FileEncoding | null): Promise<void> {
    encoding.value = next
    return lookAt()
  }

  /** Never rejects. All or nothing. */
  async function run(): Promise<void> {
    const { value: lot } = picked
    if (!lot || importing.busy) return
    progress.value = null
    calledOff.value = false
    const target = into.value === null ? { tenant: null, name: name.value.trim() } : { tenant: into.value }
    const came = await importing.run((signal) => ask('import.run', { pick: lot.pick, ...reading(), ...target }, { signal }))
    progress.value = null
    if (!came) return
    done.value = came
    await keepTenantOf(came)
  }
  function callOff(): void {
    importing.cancel()
    calledOff.value = true
  }

  /** Shows a tenant that the import made without waiting for main's own announcement. */
  async function keepTenantOf({ tenant }: ImportDone): Promise<void> {
    if (session.tenants.some(({ id }) => id === tenant)) return
    const tenants = await ask('tenant.list').catch(() => [])
    const made = tenants.find(({ id }) => id === tenant)
    if (made) session.keepTenant(made)
  }

  const saving = shallowRef<AppError | null>(null)
  /** Writes something to a file that a person chooses; what went wrong is shown. @returns whether it was written */
  async function save(write: () => Promise<boolean>): Promise<boolean> {
    saving.value = null
    return write().catch((thrown: unknown) => {
      saving.value = toAppError(thrown)
      return false
    })
  }

  return {
    picked,
    look,
    preview,
    done,
    progress,
    calledOff,
    chosen,
    byColumns,
    mappingProblem,
    columned,
    caps,
    zone,
    encoding,
    into,
    name,
    stage,
    best,
    source,
    taking,
    looking,
    previewing,
    importing,
    saving,
    choose,
    drop,
    lookAt,
    showPreview,
    readBy,
    readZone,
    readEncoding,
    run,
    callOff,
    leave,
    save,
  }
})
