import type { AccessChange, AccessFileOf, AccessLine } from '@contract/access.ts'
import { computed } from 'vue'
import { ask } from '../../api/client.ts'
import { useLines } from '../../shared/lines/use-lines.ts'
import { useAccess } from '../../stores/access.ts'
import { useSession } from '../../stores/session.ts'

export type AccessQuestion = Extract<AccessFileOf, { kind: 'lines' | 'changes' }>
interface AccessAnswer {
  /** Ms; of a list without a chosen date, the one that was meant. */
  readonly at: number | null
  readonly total: number
  readonly lines: readonly (AccessLine | AccessChange)[]
  readonly played: number
  readonly more: number
  readonly untold: number
  readonly unclear: number
  readonly privileged: number
}

/** Which lines are asked for, as the service takes it, but for the dates. */
export function askedOf() {
  const session = useSession()
  const access = useAccess()
  return () => {
    const { user, role, group, permission, path, privileged } = access.asked
    const tenant = session.tenant?.id
    if (tenant === undefined) return null
    return {
      tenant,
      patterns: session.settings.privilegedPatterns,
      ...(user !== '' && { user }),
      ...(role !== '' && { role }),
      ...(group !== '' && { group }),
      ...(permission !== '' && { permission }),
      ...(path !== 'any' && { path }),
      ...(privileged && { privileged }),
    }
  }
}

/** What is asked, as the service takes it, and the lines that answer it. */
export function useAccessLines() {
  const access = useAccess()
  const asked = askedOf()
  const question = computed<AccessQuestion | null>(() => {
    const { show, sort, order } = access.asked
    const { at, from } = access
    const filters = asked()
    if (filters === null || at === null || from === null || show === 'file') return null
    const chosen = {
      ...filters,
      ...(sort !== 'user' || order !== 'asc' ? { sort, order } : {}),
    }
    // Where no date is chosen, the newest is meant: what arrives while the list is read makes no other question of it.
    if (show === 'lines') return { kind: 'lines', at: access.asked.at, ...chosen }
    // Two dates in the wrong order are meant in the right one.
    return { kind: 'changes', from: Math.min(from, at), to: Math.max(from, at), ...chosen }
  })
  const lines = useLines<AccessQuestion, AccessLine | AccessChange, AccessAnswer>(
    () => question.value,
    (asked, page, signal) => {
      if (asked.kind === 'lines') {
        const { kind: _, ...params } = asked
        return ask('access.lines', { ...params, ...page }, { signal })
      }
      const { kind: _, ...params } = asked
      return ask('access.changes', { ...params, ...page }, { signal })
    },
  )
  return { ...lines, question }
}
