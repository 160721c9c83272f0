import { readonly, ref } from 'vue'
import type { Ref } from 'vue'

/**
 * The screens there are. `screens/registry.ts` says of each what it is; `connect` adds a tenant beside those there are,
 * `import` reads files. */
export const screenNames = ['log', 'access', 'bookmarks', 'denied', 'sync', 'settings', 'connect', 'import'] as const
export type ScreenName = (typeof screenNames)[number]

const screen = ref<ScreenName>('log')

/** Which screen the window shows. */
export function useRoute(): { readonly screen: Readonly<Ref<ScreenName>>; readonly go: (to: ScreenName) => void } {
  return {
    screen: readonly(screen),
    go: (to) => {
      screen.value = to
    },
  }
}
