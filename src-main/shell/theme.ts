import { nativeTheme } from 'electron'
import type { Settings } from '@contract/settings.ts'

/** The ground colours of the window's palette, needed before any of its styles is loaded. */
export const groundColour = (dark: boolean): string => (dark ? '#0f1115' : '#f6f7f9')

/** Makes Chromium's `prefers-color-scheme`, dialogs and menus follow the setting. */
export function applyTheme({ theme }: Pick<Settings, 'theme'>): void {
  if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme
}
