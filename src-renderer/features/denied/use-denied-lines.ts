import type { DenialsShown, DeniedLine } from '@contract/denied.ts'
import { dayMs } from '@contract/time-units.ts'
import { computed, ref, watch } from 'vue'
import type { Answer } from '@contract/api.ts'
import { ask } from '../../api/client.ts'
import { useLines } from '../../shared/lines/use-lines.ts'
import { useAccess } from '../../stores/access.ts'
import { useCasework } from '../../stores/casework.ts'
import { useSession } from '../../stores/session.ts'

export const deniedPeriods = [
  { value: 'all', label: 'All that was fetched' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: 'own', label: 'From … to …' },
] as const
export type DeniedPeriod = (typeof deniedPeriods)[number]['value']

/** Denied checks of a period. Its end is the newest that was fetched, not this machine's clock. What is new since the last review comes first. */
export function useDeniedLines() {
  const session = useSession()
  const access = useAccess()
  const casework = useCasework()
  const period = ref<DeniedPeriod>('all')
  const from = ref<number | null>(null)
  const to = ref<number | null>(null)
  const shown = ref<Exclude<DenialsShown, 'all'>>('first')
  const wanted = computed(() => {
    const tenant = session.tenant?.id
    const { range } = access
    if (tenant === undefined || !range) return null
    const ends =
      period.value === 'all'
        ? { from: null, to: null }
        : period.value === 'own'
          ? { from: from.value ?? range.from, to: to.value ?? range.to }
          : { from: range.to - Number(period.value) * dayMs, to: range.to }
    return { kind: 'denied' as const, tenant, ...ends, show: shown.value }
  })
  // The coverage is read again and again: what is asked is still the same, and whoever is at a line stays there.
  const question = computed<typeof wanted.value>((last) =>
    JSON.stringify(last) === JSON.stringify(wanted.value) ? (last ?? null) : wanted.value,
  )
  const lines = useLines<NonNullable<typeof question.value>, DeniedLine, Answer<'access.denied'>>(
    () => question.value,
    ({ kind: _, ...params }, page, signal) => ask('access.denied', { ...params, ...page }, { signal }),
  )
  // A review moves lines, and so does taking one back.
  watch(
    () => casework.version,
    () => void lines.reload(),
  )
  return { ...lines, question, period, from, to, shown }
}
