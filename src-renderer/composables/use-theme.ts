import { useMediaQuery } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import type { ComputedRef } from 'vue'
import type { ThemeName } from '../theme/palette.ts'
import { useSession } from '../stores/session.ts'

/** The theme on screen: the person's choice, or the system's. */
export function useThemeName(): ComputedRef<ThemeName> {
  const session = useSession()
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)')
  return computed<ThemeName>(() => (session.settings.theme === 'system' ? (systemDark.value ? 'dark' : 'light') : session.settings.theme))
}

/** Keeps `data-theme` on the root element; use once, in the root component. */
export function useTheme(): void {
  const theme = useThemeName()
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
}
