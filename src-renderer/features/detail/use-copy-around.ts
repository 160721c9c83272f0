import type { AuditEntry, EntryKey } from '@contract/entry.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import type { Filter } from '@contract/filter.ts'
import type { AroundAnswer, Direction } from '@contract/log.ts'
import { minuteMs } from '@contract/time-units.ts'
import { valueOf } from '@language/fields.ts'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import { actorRef, resourceRef } from '../../shared/entity/entity-ref.ts'

const windowMs = 15 * minuteMs
const [mostOfActor, mostOfResource] = [50, 3]

/** A copy of an entry, of which the cache has nothing, or another text under `key`. */
export interface Copied {
  readonly tenant: string
  readonly entry: AuditEntry
  readonly key: EntryKey | null
}

/**
 * What the cache has around an entry that only a copy tells of: by the user, the resource and the time that the copy says. Null while it is read, or
 * where the copy says no time.
 */
export function useCopyAround(of: () => Copied | null) {
  const around = shallowRef<AroundAnswer | null>(null)
  const error = shallowRef<AppError | null>(null)
  let running: AbortController | null = null

  async function read({ tenant, entry, key }: Copied, at: number, signal: AbortSignal): Promise<AroundAnswer> {
    const instant = (ms: number): string => new Date(ms).toISOString()
    const [who, thing] = [actorRef(entry.actor), resourceRef(entry.resource)]
    const rows = async (which: readonly Filter[] | null, order: Direction, firstRows: number): Promise<AroundAnswer['sameActor']> => {
      if (!which) return []
      const filter: Filter = { kind: 'and', of: which }
      const question = { tenant, filter, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order, firstRows: firstRows + 1 }
      return (await ask('log.query', question, { signal })).rows.filter((row) => row.key !== key).slice(0, firstRows)
    }
    const by = (ref: typeof who, ...times: Filter[]): readonly Filter[] | null =>
      ref?.filter.field ? [{ kind: 'field', field: ref.filter.field, value: valueOf(ref.filter.field, ref.filter.value) }, ...times] : null
    const time = (field: 'after' | 'before', ms: number): Filter => ({ kind: 'field', field, value: instant(ms) })
    const ofType: Filter = { kind: 'field', field: 'resource', value: valueOf('resource', entry.resource.type) }
    const [sameActor, resourceBefore, resourceAfter] = await Promise.all([
      rows(by(who, time('after', at - windowMs), time('before', at + windowMs + 1)), 'desc', mostOfActor),
      rows(by(thing, ofType, time('before', at + 1)), 'desc', mostOfResource),
      rows(by(thing, ofType, time('after', at + 1)), 'asc', mostOfResource),
    ])
    return { sameRequest: [], requestWithin: null, sameActor, resourceBefore, resourceAfter: resourceAfter.reverse(), stake: null }
  }

  watch(
    of,
    async (copied) => {
      running?.abort()
      around.value = error.value = null
      const at = copied?.entry.occurredAt ?? null
      if (!copied || at === null) return
      const own = (running = new AbortController())
      try {
        const answer = await read(copied, at, own.signal)
        if (!own.signal.aborted) around.value = answer
      } catch (thrown) {
        if (!own.signal.aborted) error.value = toAppError(thrown)
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => running?.abort())
  return { around, error }
}
