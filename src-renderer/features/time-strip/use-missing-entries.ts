import type { Answer } from '@contract/api.ts'
import type { MissingStretch } from '@contract/access.ts'
import type { TimeRange } from '@contract/log.ts'
import { computed, shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import { useSession } from '../../stores/session.ts'
import { useSync } from '../../stores/sync.ts'

/** Pieces of the strip's width: what lies closer together is one to the eye. */
const pieces = 500

/** Times in which an entry must be missing, as far as the log was played already: nothing is played for the strip. */
export function useMissingEntries(range: () => TimeRange) {
  const session = useSession()
  const sync = useSync()
  const found = shallowRef<Answer<'access.missing'>>(null)
  async function read(): Promise<void> {
    const tenant = session.tenant?.id
    if (tenant === undefined || sync.coverage === null) {
      found.value = null
      return
    }
    try {
      const answer = await ask('access.missing', { tenant })
      if (session.tenant?.id === tenant) found.value = answer
    } catch {
      // The page Sync says what is wrong, where it is asked for.
      found.value = null
    }
  }
  // After the first rows: coverage comes after them.
  watch(
    () => sync.coverage,
    () => void read(),
    { immediate: true },
  )
  const within = computed(() => (found.value?.stretches ?? []).filter(({ from, to }) => from < range().to && to >= range().from))
  return {
    within,
    /** How many are not told, of all times. */
    more: computed(() => (found.value ? found.value.total - found.value.stretches.length : 0)),
    bands: computed(() => bandsOf(within.value, range())),
  }
}

/** The stretches as the eye sees them: cut to the range, and joined where they touch. */
export function bandsOf(stretches: readonly MissingStretch[], { from: first, to: end }: TimeRange): TimeRange[] {
  const piece = Math.max(1, (end - first) / pieces)
  const bands: { from: number; to: number }[] = []
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const band = { from: Math.max(first, from), to: Math.min(end, Math.max(to, from + piece)) }
    const last = bands.at(-1)
    if (last && band.from <= last.to + piece) last.to = Math.max(last.to, band.to)
    else bands.push(band)
  }
  return bands
}
