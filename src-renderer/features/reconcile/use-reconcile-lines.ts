import type { ReconcileKind, ReconcileLine } from '@contract/reconcile.ts'
import { ask } from '../../api/client.ts'
import { useLines } from '../../shared/lines/use-lines.ts'
import { useReconcile } from '../../stores/reconcile.ts'
import { useSession } from '../../stores/session.ts'

interface Question {
  readonly tenant: string
  readonly id: number
  readonly kind?: ReconcileKind
}
interface Answer {
  readonly total: number
  readonly lines: readonly ReconcileLine[]
  readonly played: number
}

/** The lines of the comparison on screen. */
export function useReconcileLines() {
  const session = useSession()
  const reconcile = useReconcile()
  return useLines<Question, ReconcileLine, Answer>(
    () => {
      const [tenant, result] = [session.tenant?.id, reconcile.result]
      if (tenant === undefined || !result) return null
      return { tenant, id: result.id, ...(reconcile.kind !== 'all' && { kind: reconcile.kind }) }
    },
    (asked, page, signal) => ask('reconcile.lines', { ...asked, ...page }, { signal }),
  )
}
