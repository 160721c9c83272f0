import { Bookmark, KeyRound, List, RefreshCw, Settings, ShieldX } from '@lucide/vue'
import type { Component } from 'vue'
import { later } from '../composables/later.ts'
import { screenNames, type ScreenName } from '../stores/route.ts'
import LogScreen from './log/LogScreen.vue'

/** A page of the window. The window, the rail, the keys and the command palette have all they know of it from here. */
export interface Screen {
  readonly title: string
  /** A screen that the first rows do not need is read {@link later}. */
  readonly component: Component
  /** Where its line in the rail stands; null: it has none. */
  readonly rail: { readonly part: RailPart; readonly icon: Component } | null
  /** As a command has them, see `composables/use-keys.ts`. */
  readonly keys: readonly string[]
  /** Whether it is about one tenant: another tenant is another screen, on which nothing of the last one stays. */
  readonly ofTenant: boolean
  /** Whether it can be shown before there is any tenant. */
  readonly alone?: true
}

export type RailPart = 'audit' | 'application'

export const screens: Readonly<Record<ScreenName, Screen>> = {
  log: {
    title: 'IAM Audit Logs',
    component: LogScreen,
    rail: { part: 'audit', icon: List },
    keys: ['Mod+1'],
    ofTenant: true,
  },
  access: {
    title: 'Access',
    component: later(() => import('./access/AccessScreen.vue')),
    rail: { part: 'audit', icon: KeyRound },
    keys: ['Mod+4'],
    ofTenant: true,
  },
  denied: {
    title: 'Denied access',
    component: later(() => import('./denied/DeniedScreen.vue')),
    rail: { part: 'audit', icon: ShieldX },
    keys: ['Mod+5'],
    ofTenant: true,
  },
  bookmarks: {
    title: 'Bookmarks',
    component: later(() => import('./bookmarks/BookmarksScreen.vue')),
    rail: { part: 'audit', icon: Bookmark },
    keys: ['Mod+3'],
    ofTenant: true,
  },
  sync: {
    title: 'Sync',
    component: later(() => import('./SyncScreen.vue')),
    rail: { part: 'application', icon: RefreshCw },
    keys: ['Mod+2'],
    ofTenant: true,
  },
  settings: {
    title: 'Settings',
    component: later(() => import('./SettingsScreen.vue')),
    rail: { part: 'application', icon: Settings },
    keys: ['Mod+,'],
    ofTenant: false,
  },
  connect: {
    title: 'Add a tenant',
    component: later(() => import('./ConnectScreen.vue')),
    rail: null,
    keys: [],
    ofTenant: false,
  },
  import: {
    title: 'Import files…',
    component: later(() => import('./import/ImportScreen.vue')),
    rail: null,
    keys: ['Mod+o'],
    ofTenant: false,
    alone: true,
  },
}

/** The lines of a part of the rail, in their order. */
export const railLines = (part: RailPart): readonly { readonly name: ScreenName; readonly title: string; readonly icon: Component }[] =>
  screenNames.flatMap((name) => {
    const { title, rail } = screens[name]
    return rail?.part === part ? [{ name, title, icon: rail.icon }] : []
  })
