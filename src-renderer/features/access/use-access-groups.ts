import type { AccessGroup, AccessGroupSort } from '@contract/access.ts'
import type { Direction } from '@contract/order.ts'
import { ref } from 'vue'
import type { Params } from '@contract/api.ts'
import { ask } from '../../api/client.ts'
import { useLines } from '../../shared/lines/use-lines.ts'
import { useAccess } from '../../stores/access.ts'
import { askedOf } from './use-access-lines.ts'

type Question = Omit<Params<'access.groups'>, 'offset' | 'limit'>
interface Answer {
  readonly total: number
  readonly of: number
  readonly lines: readonly AccessGroup[]
  readonly played: number
}

/** The lines that are asked for, counted by the columns that are chosen. */
export function useAccessGroups() {
  const access = useAccess()
  const order = ref<{ readonly sort: AccessGroupSort; readonly order: Direction }>({ sort: 'count', order: 'desc' })
  const chosen = askedOf()
  const groups = useLines<Question, AccessGroup, Answer>(
    () => {
      const asked = chosen()
      const { at, from } = access
      if (asked === null || at === null || access.asked.by.length === 0) return null
      const of = access.asked.show === 'changes' ? { from, at } : { from: null, at: access.asked.at }
      return { ...asked, ...of, by: [...access.asked.by], ...order.value }
    },
    (asked, page, signal) => ask('access.groups', { ...asked, ...page }, { signal }),
  )
  return { ...groups, order }
}
