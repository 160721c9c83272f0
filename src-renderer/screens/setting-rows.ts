import type { Component } from 'vue'
import type { Settings } from '@contract/settings.ts'
import KeyChoices from '../features/palette/KeyChoices.vue'
import { densities, densityTitles } from '@contract/setting-names.ts'
import SyncInterval from '../features/sync/SyncInterval.vue'

type SettingName = keyof Settings

/** A setting on the page of settings. */
export interface ShownSetting<K extends SettingName = SettingName> {
  readonly part: SettingsPart
  readonly label: string
  readonly note?: (zone: string) => string
  /** What to choose from, where these are few; else a control of its own. */
  readonly control:
    { readonly label: string; readonly choices: readonly { readonly value: Settings[K] & string; readonly label: string }[] } | Component
}

/** The parts of the page that have settings, in their order. */
export const settingsParts = ['Appearance', 'Keyboard', 'Sync'] as const
export type SettingsPart = (typeof settingsParts)[number]

/** Where a person finds each setting: on the page of settings, or where it takes effect. */
const settingRows: { readonly [K in SettingName]: ShownSetting<K> | 'where it takes effect' } = {
  theme: {
    part: 'Appearance',
    label: 'Theme',
    control: {
      label: 'Theme',
      choices: [
        { value: 'system', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ],
    },
  },
  zone: {
    part: 'Appearance',
    label: 'Times shown in',
    note: (zone) => `Now ${zone}. Every time is shown with its offset.`,
    control: {
      label: 'Time zone',
      choices: [
        { value: 'utc', label: 'UTC' },
        { value: 'local', label: 'Local' },
        { value: 'tenant', label: 'Tenant' },
      ],
    },
  },
  density: {
    part: 'Appearance',
    label: 'Rows of the log',
    control: { label: 'Density', choices: densities.map((value) => ({ value, label: densityTitles[value] })) },
  },
  privilegedPatterns: 'where it takes effect',
  reconcileColumns: 'where it takes effect',
  pinnedColumns: 'where it takes effect',
  syncEveryMinutes: { part: 'Sync', label: 'Sync automatically', note: () => 'While the application is open.', control: SyncInterval },
  singleKeys: {
    part: 'Keyboard',
    label: 'Single-key shortcuts',
    note: () => 'J, K, B, / and the like. Ctrl, ⌘ and Alt keys, arrows, Enter and Esc always work.',
    control: KeyChoices,
  },
  keys: 'where it takes effect',
  railCollapsed: 'where it takes effect',
  facetsCollapsed: 'where it takes effect',
  drawerWidth: 'where it takes effect',
  columns: 'where it takes effect',
  facets: 'where it takes effect',
  columnWidths: 'where it takes effect',
  currentTenant: 'where it takes effect',
  recentQueries: 'where it takes effect',
}

/** The settings of a part of the page. */
export function shownIn(part: SettingsPart): readonly (ShownSetting & { readonly name: SettingName })[] {
  return (Object.keys(settingRows) as SettingName[]).flatMap((name) => {
    const row = settingRows[name]
    return typeof row === 'string' || row.part !== part ? [] : [{ ...(row as ShownSetting), name }]
  })
}
