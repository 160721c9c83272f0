import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Answer } from '@contract/api.ts'
import { toAppError } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import { settings as settingsSchema } from '@contract/settings.ts'
import type { ColumnId, Settings, SettingsPatch, ZoneChoice } from '@contract/settings.ts'
import type { Tenant, TenantId } from '@contract/tenant.ts'
import { isZone } from '@language/zone-offset.ts'
import { ask, onEvent } from '../api/client.ts'

/** Who is looking at which tenant, with which settings. Truth lives in main; this is its latest copy. Holds no token. */
export const useSession = defineStore('session', () => {
  const ready = ref(false)
  const startError = shallowRef<AppError | null>(null)
  const info = shallowRef<Answer<'app.info'> | null>(null)
  const settings = shallowRef<Settings>(settingsSchema.parse({}))
  const tenants = shallowRef<readonly Tenant[]>([])
  const serviceUp = ref(true)
  /** The address of a tenant that is to be connected anew; the form takes it. */
  const addressToMend = ref('')
  /** The last change of a setting that could not be kept. */
  const settingsError = shallowRef<AppError | null>(null)

  const tenant = computed<Tenant | null>(
    () => tenants.value.find((one) => one.id === settings.value.currentTenant) ?? tenants.value[0] ?? null,
  )

  /** IANA name behind a choice of the zone switch. */
  function zoneOf(choice: ZoneChoice): string {
    const zone = { utc: 'UTC', local: info.value?.localZone ?? 'UTC', tenant: tenant.value?.zone ?? 'UTC' }[choice]
    return isZone(zone) ? zone : 'UTC'
  }
  /** IANA name of the zone in which every time is shown now. */
  const zone = computed(() => zoneOf(settings.value.zone))
  const pinned = computed(() => settings.value.columns.filter((id) => settings.value.pinnedColumns.includes(id)))
  /** The columns on screen in the order in which they stand: those that are pinned before the others. */
  const columns = computed<readonly ColumnId[]>(() => [
    ...pinned.value,
    ...settings.value.columns.filter((id) => !pinned.value.includes(id)),
  ])

  /** Reads everything once and follows main from then on. */
  async function start(): Promise<void> {
    onEvent('settings.changed', follow)
    onEvent('tenant.list', (list) => (tenants.value = list))
    onEvent('service.state', ({ up }) => (serviceUp.value = up))
    await load()
  }

  async function load(): Promise<void> {
    startError.value = null
    try {
      const [app, kept, list] = await Promise.all([ask('app.info'), ask('settings.get'), ask('tenant.list')])
      info.value = app
      serviceUp.value = app.serviceUp
      settings.value = kept
      tenants.value = list
      ready.value = true
    } catch (thrown) {
      startError.value = toAppError(thrown)
    }
  }

  let writing: Promise<unknown> = Promise.resolve()
  let underWay = 0

  /** Shows the change at once and has main keep it, in the order given. A failure is shown, not thrown. */
  function patch(changes: SettingsPatch): Promise<void> {
    // A key that is present but undefined would not be a setting; the schema allows it only because JSON has no such thing.
    settings.value = { ...settings.value, ...changes } as Settings
    underWay += 1
    const write = writing.then(async () => {
      const kept = await ask('settings.set', changes).catch((thrown: unknown) => {
        settingsError.value = toAppError(thrown)
        return null
      })
      underWay -= 1
      if (!kept) return
      settingsError.value = null
      follow(kept)
    })
    writing = write
    return write
  }

  /** Main's copy, unless changes made since are still on their way to it. */
  function follow(kept: Settings): void {
    if (underWay === 0) settings.value = kept
  }

  const selectTenant = (id: TenantId): Promise<void> => patch({ currentTenant: id })

  /** Shows a tenant that was just connected or changed without waiting for main's own announcement. */
  function keepTenant(changed: Tenant): void {
    const known = tenants.value.some((one) => one.id === changed.id)
    tenants.value = known ? tenants.value.map((one) => (one.id === changed.id ? changed : one)) : [...tenants.value, changed]
  }

  /** Takes an erased tenant off the screen at once. */
  function forgetTenant(id: TenantId): void {
    tenants.value = tenants.value.filter((one) => one.id !== id)
  }

  return {
    ready,
    startError,
    info,
    settings,
    settingsError,
    tenants,
    tenant,
    zone,
    pinned,
    columns,
    zoneOf,
    serviceUp,
    addressToMend,
    start,
    load,
    patch,
    selectTenant,
    keepTenant,
    forgetTenant,
  }
})
