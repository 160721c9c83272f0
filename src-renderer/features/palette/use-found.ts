import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { toAppError } from '@contract/errors.ts'
import type { FacetValue } from '@contract/log.ts'
import { setTimeRange } from '@language/edit.ts'
import { textOf } from '@language/pattern.ts'
import { ask } from '../../api/client.ts'
import type { KeyCommand } from '../../composables/use-keys.ts'
import { useCasework } from '../../stores/casework.ts'
import { useRoute } from '../../stores/route.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { useViews } from '../../stores/views.ts'
import type { EntityRef } from '../../shared/entity/entity-ref.ts'
import { useEntityActions } from '../../shared/entity/use-entity-actions.ts'
import { datesIn } from './found-dates.ts'
import { bestMatches } from './match.ts'

const kinds = ['user', 'role', 'group'] as const
type Kind = (typeof kinds)[number]
const titles: Readonly<Record<Kind, string>> = { user: 'User', role: 'Role', group: 'Group' }

const mostOfAKind = 3
/** One letter is in nearly every name. */
const leastLetters = 2
/** So long after a letter the cache is asked, ms. */
const restMs = 90

/** What a typed text finds beside commands: people, roles and groups of the log, saved views, cases, tenants and dates. Newest answer only. */
export function useFound(typed: Ref<string>): ComputedRef<readonly KeyCommand[]> {
  const session = useSession()
  const casework = useCasework()
  const view = useView()
  const views = useViews()
  const { go } = useRoute()
  const { act } = useEntityActions()
  const named = shallowRef<readonly (readonly [Kind, FacetValue])[]>([])
  let asking: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function search(part: string): Promise<void> {
    const { tenant } = session
    if (!tenant) return
    const mine = (asking = new AbortController())
    try {
      const answers = await Promise.all(
        kinds.map(async (kind) => {
          const values = await ask('log.values', { tenant: tenant.id, field: kind, part, limit: mostOfAKind }, { signal: mine.signal })
          return values.map((value) => [kind, value] as const)
        }),
      )
      if (asking === mine) named.value = answers.flat()
    } catch (thrown) {
      // Commands are found without the cache; what was found before stays.
      if (toAppError(thrown).code !== 'cancelled' && asking === mine) asking = null
    }
  }
  watch(typed, (text) => {
    asking?.abort()
    asking = null
    clearTimeout(timer)
    const part = text.trim().slice(0, 256)
    if (part.length < leastLetters) named.value = []
    else timer = setTimeout(() => void search(part), restMs)
  })
  onScopeDispose(() => {
    asking?.abort()
    clearTimeout(timer)
  })

  const found = (id: string, description: string, group: string, run: () => void): KeyCommand => ({ id, keys: [], description, group, run })
  function ofEntity([kind, { value, label }]: readonly [Kind, FacetValue]): readonly KeyCommand[] {
    const text = textOf(value) ?? value
    const entity: EntityRef = { kind, text, filter: { field: kind, value: text }, subject: { type: kind, value: text } }
    const name = label === undefined || label === text ? text : `${text} (${label})`
    return [
      found(`history-${kind}-${value}`, `History of ${name}`, titles[kind], () => void act(entity, 'history')),
      found(`story-${kind}-${value}`, `Story of ${name}`, titles[kind], () => void act(entity, 'story')),
      found(`show-${kind}-${value}`, `Show ${name} in log`, titles[kind], () => void act(entity, 'include')),
    ]
  }
  const matching = <T>(items: readonly T[], textIn: (item: T) => string): readonly T[] =>
    bestMatches(typed.value, items, textIn).slice(0, mostOfAKind)

  return computed(() => {
    if (typed.value.trim().length < leastLetters || !session.tenant) return []
    const { zone, tenant, tenants } = session
    return [
      ...datesIn(typed.value, { zone, now: Date.now() }).map((date) =>
        found(`on-${date}`, `Only entries on ${date}`, 'Date', () => {
          view.setFilter(setTimeRange(view.filter, { on: date }))
          go('log')
        }),
      ),
      ...matching(views.all, ({ name }) => name).map((each) =>
        found(`view-${each.id}`, `Open the view ${each.name}`, 'View', () => views.open(each)),
      ),
      ...matching(casework.cases, ({ title }) => title).map((each) =>
        found(`case-${each.id}`, `Open the case ${each.title}`, 'Case', () => {
          casework.wantedCase = each.id
          go('bookmarks')
        }),
      ),
      ...matching(
        tenants.filter(({ id }) => id !== tenant.id),
        ({ name, url }) => `${name} ${url}`,
      ).map((each) =>
        found(`tenant-${each.id}`, `Switch to ${each.name}`, 'Tenant', () => {
          void session.selectTenant(each.id)
          go('log')
        }),
      ),
      ...named.value.flatMap(ofEntity),
    ]
  })
}
