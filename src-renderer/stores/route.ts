import { readonly, ref } from 'vue'
import type { Ref } from 'vue'

/** The views that exist; `connect` adds a tenant beside those there are. */
export type View = 'log' | 'bookmarks' | 'sync' | 'settings' | 'connect'

const view = ref<View>('log')

/** Which view is on screen. */
export function useRoute(): { readonly view: Readonly<Ref<View>>; readonly go: (to: View) => void } {
  return {
    view: readonly(view),
    go: (to) => {
      view.value = to
    },
  }
}
