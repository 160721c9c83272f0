import { createPinia } from 'pinia'
import { z } from 'zod'
import { createApp, defineComponent, h, ref, type App, type Component } from 'vue'
import type { Bridge } from '@contract/bridge.ts'
import type { Tenant } from '@contract/tenant.ts'
import '../../../src-renderer/theme/tokens.css'
import { useSession } from '../../../src-renderer/stores/session.ts'
import { useTheme } from '../../../src-renderer/composables/use-theme.ts'
import { installPalettes } from '../../../src-renderer/theme/tokens.ts'
import { beginnings, type By, type PartName } from '../parts.ts'
import './page.css'
import { fields } from './fields.ts'
import { NaiveTheme } from './naive-theme.ts'
import { lists } from './lists.ts'
import { overlays } from './overlays.ts'
import { pages } from './pages.ts'
import { answerMs, fruits } from './stage.ts'

/** The page of the trial: one part by one contestant between two buttons, and what it says was chosen. */
const contestants: Record<PartName, Partial<Record<By, Component>>> = { ...overlays, ...fields, ...lists, ...pages }

/** No data service here: a combobox is offered fruits. */
const answer = (name: string): unknown =>
  name === 'log.values' ? fruits.map((value, index) => ({ value, count: index + 1, excluded: false, included: false })) : null
const bridge: Partial<Bridge> = {
  request: ((name: string) =>
    new Promise((resolve) => setTimeout(() => resolve({ ok: true, value: answer(name) }), answerMs))) as unknown as Bridge['request'],
  cancel: () => undefined,
  on: () => () => undefined,
}
const problems: string[] = []
addEventListener('securitypolicyviolation', (event) => problems.push(`policy: ${event.violatedDirective}`))
addEventListener('error', (event) => problems.push(event.message))

const pinia = createPinia()
let shown: App | null = null

/** Shows a part anew, as if nothing had been there before. */
function show(part: PartName, by: By): void {
  shown?.unmount()
  for (const left of document.querySelectorAll('body > :not(#app, script)')) left.remove()
  problems.length = 0
  const Contestant = contestants[part][by]
  const Page = defineComponent({
    setup() {
      useTheme()
      const value = ref<unknown>(beginnings[part])
      const set = (next: unknown): void => void (value.value = next)
      return () =>
        h('main', [
          h('h1', 'Component trial'),
          h('button', { type: 'button' }, 'before'),
          h('div', { id: 'part' }, [h(NaiveTheme, () => [Contestant && h(Contestant, { value: value.value, set })])]),
          h('button', { type: 'button' }, 'after'),
          h('output', { id: 'value' }, JSON.stringify(value.value)),
        ])
    },
  })
  shown = createApp(Page).use(pinia)
  shown.mount('#app')
}
Object.assign(window, { api: bridge, problems, show })

// As the window does: the policy forbids what zod would compile.
z.config({ jitless: true })
installPalettes()
useSession(pinia).tenants = [{ id: 'trial', name: 'Trial', url: 'https://trial.example', zone: 'UTC' } as unknown as Tenant]
