import { useEventListener } from '@vueuse/core'
import { nextTick, onScopeDispose, ref, watch } from 'vue'
import type { Ref } from 'vue'
import { onEvent } from '../../api/client.ts'
import { useKeys, type KeyCommand } from '../../composables/use-keys.ts'
import { screenNames, useRoute, type ScreenName } from '../../stores/route.ts'
import { useSession } from '../../stores/session.ts'
import { useSync } from '../../stores/sync.ts'
import { screens } from '../registry.ts'

/** The window's own commands, by key, palette and menu; and the one listener that feeds the registry. Use once. */
export function useWindowKeys(): { readonly palette: Ref<boolean>; readonly sheet: Ref<boolean> } {
  const keys = useKeys()
  const session = useSession()
  const sync = useSync()
  const { screen, go } = useRoute()
  const palette = ref(false)
  const sheet = ref(false)
  watch(
    () => session.settings,
    ({ singleKeys, keys: own }) => (keys.chosen.value = { singleKeys, keys: own }),
    { immediate: true },
  )
  const connected = (): boolean => session.tenant !== null

  const goTo = (name: ScreenName): KeyCommand => ({
    id: `go-${name}`,
    keys: screens[name].keys,
    description: screens[name].rail ? `Go to ${screens[name].title}` : screens[name].title,
    group: 'Window',
    when: () => connected() || (session.ready && screens[name].alone === true),
    run: () => go(name),
  })

  keys.register(
    {
      id: 'palette',
      keys: ['Mod+k'],
      description: 'Open the command palette',
      group: 'Window',
      keyOnly: true,
      when: connected,
      run: () => (palette.value = true),
    },
    {
      id: 'keys',
      keys: ['?'],
      description: 'Show all keys',
      group: 'Window',
      hint: 'keys',
      when: connected,
      run: () => (sheet.value = true),
    },
    ...screenNames.filter((name) => screens[name].rail).map(goTo),
    {
      id: 'sync-start',
      keys: [],
      description: 'Sync now',
      group: 'Sync',
      when: () => sync.canSync && !sync.running,
      run: () => void sync.start(),
    },
    {
      id: 'sync-cancel',
      keys: [],
      description: 'Cancel the running sync',
      group: 'Sync',
      when: () => sync.running,
      run: () => void sync.cancel(),
    },
    ...screenNames.filter((name) => !screens[name].rail).map(goTo),
    {
      id: 'rail',
      keys: ['Mod+b'],
      description: 'Collapse or expand the navigation',
      group: 'Window',
      when: connected,
      run: () => void session.patch({ railCollapsed: !session.settings.railCollapsed }),
    },
    {
      id: 'theme-system',
      keys: [],
      description: 'Theme: follow the system',
      group: 'Appearance',
      run: () => void session.patch({ theme: 'system' }),
    },
    { id: 'theme-light', keys: [], description: 'Theme: light', group: 'Appearance', run: () => void session.patch({ theme: 'light' }) },
    { id: 'theme-dark', keys: [], description: 'Theme: dark', group: 'Appearance', run: () => void session.patch({ theme: 'dark' }) },
    { id: 'zone-utc', keys: [], description: 'Show times in UTC', group: 'Appearance', run: () => void session.patch({ zone: 'utc' }) },
    {
      id: 'zone-local',
      keys: [],
      description: 'Show times in local time',
      group: 'Appearance',
      run: () => void session.patch({ zone: 'local' }),
    },
    {
      id: 'zone-tenant',
      keys: [],
      description: "Show times in the tenant's zone",
      group: 'Appearance',
      when: connected,
      run: () => void session.patch({ zone: 'tenant' }),
    },
  )

  useEventListener(window, 'keydown', (event) => void keys.handle(event))
  /** A command of a screen, which is gone to first: given as soon as the screen is there and offers it. */
  function giveTo(name: ScreenName, id: string): void {
    if (screen.value !== name) go(name)
    const isThere = (): boolean => keys.commands.value.some((command) => command.id === id)
    const once = watch(
      keys.commands,
      () => {
        if (!isThere()) return
        void nextTick(() => once.stop())
        keys.run(id)
      },
      { immediate: true, flush: 'post' },
    )
  }
  const stop = onEvent('command', ({ command }) => {
    if (command === 'import') return go('import')
    if (!connected()) return
    switch (command) {
      case 'find':
        return giveTo('log', 'search')
      case 'sync':
        return void sync.start()
      case 'settings':
        return go('settings')
      case 'palette':
        palette.value = true
        return
      case 'keys':
        sheet.value = true
        return
      case 'about':
        return giveTo('settings', 'about')
      case 'export':
      case 'print':
      case 'copy-link':
      case 'back':
      case 'forward':
        return giveTo('log', command)
    }
  })
  onScopeDispose(stop)

  return { palette, sheet }
}
