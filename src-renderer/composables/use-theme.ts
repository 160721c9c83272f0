import { useMediaQuery } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import type { ComputedRef } from 'vue'
import type { ThemeName } from '../theme/palette.ts'
import { useSession } from './use-session.ts'

/** The theme on screen: the person's choice, or the system's. Keeps `data-theme` on the root element; use once, in the root component. */
export function useTheme(): ComputedRef<ThemeName> {
  const session = useSession()
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)')
  const theme = computed<ThemeName>(() =>
    session.settings.theme === 'system' ? (systemDark.value ? 'dark' : 'light') : session.settings.theme,
  )
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
  return theme
}
