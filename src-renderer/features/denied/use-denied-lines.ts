import type { DeniedLine } from '@contract/access.ts'
import { computed, ref } from 'vue'
import { ask } from '../../api/client.ts'
import { dayMs } from '@contract/time-units.ts'
import { useLines, type LinesPage } from '../../shared/lines/use-lines.ts'
import { useAccess } from '../../stores/access.ts'
import { useSession } from '../../stores/session.ts'

export const deniedPeriods = [
  { value: 'all', label: 'All that was fetched' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: 'own', label: 'From … to …' },
] as const
export type DeniedPeriod = (typeof deniedPeriods)[number]['value']

/** Denied checks of a period. Its end is the newest that was fetched, not this machine's clock. */
export function useDeniedLines() {
  const session = useSession()
  const access = useAccess()
  const period = ref<DeniedPeriod>('all')
  const from = ref<number | null>(null)
  const to = ref<number | null>(null)
  const question = computed(() => {
    const tenant = session.tenant?.id
    const { range } = access
    if (tenant === undefined || !range) return null
    const ends =
      period.value === 'all'
        ? { from: null, to: null }
        : period.value === 'own'
          ? { from: from.value ?? range.from, to: to.value ?? range.to }
          : { from: range.to - Number(period.value) * dayMs, to: range.to }
    return { kind: 'denied' as const, tenant, ...ends }
  })
  const lines = useLines<NonNullable<typeof question.value>, DeniedLine, LinesPage<DeniedLine>>(
    () => question.value,
    ({ kind: _, ...params }, page, signal) => ask('access.denied', { ...params, ...page }, { signal }),
  )
  return { ...lines, question, period, from, to }
}
