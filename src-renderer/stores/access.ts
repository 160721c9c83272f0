import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { AccessGroupField, AccessSort } from '@contract/access.ts'
import type { Direction } from '@contract/order.ts'
import { useSession } from './session.ts'
import { useSync } from './sync.ts'

/** What a person asks of access; an empty text asks for nothing. */
export interface AccessAsked {
  readonly show: 'lines' | 'changes' | 'file'
  /** Ms; null: the newest that was fetched, and for the earlier date the oldest. */
  readonly at: number | null
  readonly from: number | null
  readonly user: string
  readonly role: string
  readonly group: string
  readonly permission: string
  readonly path: 'any' | 'direct' | 'through'
  readonly privileged: boolean
  /** By what the lines are counted, in the place of the list; at most three. */
  readonly by: readonly AccessGroupField[]
  readonly sort: AccessSort
  readonly order: Direction
}
const nothingAsked: AccessAsked = {
  show: 'lines', at: null, from: null, user: '', role: '', group: '', permission: '', path: 'any', privileged: false, by: [], sort: 'user', order: 'asc',
} // prettier-ignore

/** The question of the page of access, which stays while other pages are shown, and is forgotten with the tenant. */
export const useAccess = defineStore('access', () => {
  const session = useSession()
  const sync = useSync()
  const asked = ref<AccessAsked>(nothingAsked)
  watch(
    () => session.tenant?.id,
    () => (asked.value = nothingAsked),
  )
  const patch = (changes: Partial<AccessAsked>): void => void (asked.value = { ...asked.value, ...changes })

  /** The time of which the cache tells something, ms; null: there is none. */
  const range = computed(() => {
    const { coverage } = sync
    if (!coverage) return null
    const end = Math.max((coverage.intervals.at(-1)?.to ?? 1) - 1, coverage.newest ?? 0)
    const from = coverage.oldest ?? coverage.intervals[0]?.from ?? end
    return end > 0 ? { from: Math.floor(Math.min(from, end)), to: Math.floor(end) } : null
  })
  /** The dates that are meant, ms. */
  const at = computed(() => asked.value.at ?? range.value?.to ?? null)
  const from = computed(() => asked.value.from ?? range.value?.from ?? null)
  const filtered = computed(() => {
    const { user, role, group, permission, path, privileged } = asked.value
    return user !== '' || role !== '' || group !== '' || permission !== '' || path !== 'any' || privileged
  })
  const clear = (): void => patch({ user: '', role: '', group: '', permission: '', path: 'any', privileged: false })

  return { asked, patch, range, at, from, filtered, clear }
})
