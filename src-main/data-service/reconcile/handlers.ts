import { fail } from '@contract/errors.ts'
import type { HandlersOf } from '../handlers.ts'
import type { StateTenant } from '../state/answers.ts'
import { linesOfKept, lookAtTable, reconcile, type Kept } from './reconcile.ts'

/** The last comparison of each tenant that is open: it goes with the tenant, and is over once entries arrive. */
export class Comparisons {
  private readonly kept = new WeakMap<StateTenant, Kept>()
  private last = 0

  async run(tenant: StateTenant, asked: Parameters<typeof reconcile>[1], signal: AbortSignal): Promise<Kept> {
    const kept = await reconcile(tenant, asked, ++this.last, signal)
    this.kept.set(tenant, kept)
    return kept
  }

  /** Fails with `result-expired` where it is not the last one. */
  of(tenant: StateTenant, id: number): Kept {
    const kept = this.kept.get(tenant)
    if (kept?.summary.id !== id) throw fail('result-expired', 'This comparison is not kept any more.', 'Compare the file again.')
    return kept
  }
}

/** Files with users and roles beside the state. `open` fails with `not-found` for a tenant that is not open. */
export function reconcileHandlers(
  open: (tenant: string) => StateTenant,
  comparisons: Comparisons,
): HandlersOf<'files.table' | 'files.reconcile' | 'reconcile.lines'> {
  return {
    'files.table': ({ tenant, ...asked }) => lookAtTable(open(tenant), asked),
    'files.reconcile': async ({ tenant, ...asked }, signal) => (await comparisons.run(open(tenant), asked, signal)).summary,
    'reconcile.lines': async ({ tenant, id, kind, offset, limit }) => {
      const of = open(tenant)
      return { ...(await linesOfKept(of, comparisons.of(of, id), kind, offset, offset + limit)), played: id }
    },
  }
}
