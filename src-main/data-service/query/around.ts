import type { AroundAnswer } from '@contract/log.ts'
import { minuteMs } from '@contract/time-units.ts'
import { unknownTime } from '../../connector/times.ts'
import { firstAtOrAfter, lowerBound } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import type { QueryEngine } from './engine.ts'
import { rowOf } from './rows.ts'
import { sameRequest } from './same-request.ts'

const windowMs = 15 * minuteMs
const mostOfActor = 50
const mostOfResource = 3

/** The same request, the same user ±15 minutes, and the same resource just before and after. */
export function around(store: CacheStore, engine: QueryEngine, key: number): Omit<AroundAnswer, 'stake'> {
  const { columns } = store
  const keys = store.order.known(columns.time)
  const at = columns.time[key] as number
  const request = sameRequest(store, key)
  const rows = (found: readonly number[]): AroundAnswer['sameActor'] => found.map((each) => rowOf(store, each, engine.bookmarkKeys))
  const sameRequestRows = { sameRequest: rows([...(request?.keys ?? [])].reverse()), requestWithin: request?.within ?? null }
  // Nothing is known to be close to an entry of which no time is known.
  if (at === unknownTime) return { ...sameRequestRows, sameActor: [], resourceBefore: [], resourceAfter: [] }
  const actors = engine.sameGroup('actor', columns.ids.actor[key] as number)
  const near = keys.slice(firstAtOrAfter(keys, columns.time, at - windowMs), firstAtOrAfter(keys, columns.time, at + windowMs + 1))
  const sameActor = [...near].filter((other) => other !== key && actors.has(columns.ids.actor[other] as number))
  // The nearest ones when there are many.
  const nearest = sameActor
    .sort((a, b) => Math.abs((columns.time[a] as number) - at) - Math.abs((columns.time[b] as number) - at))
    .slice(0, mostOfActor)
  const same = sameResource(store, columns.ids.resource[key] as number)
  const place = lowerBound(keys, columns.time, key)
  const walk = (step: 1 | -1): number[] => {
    const found: number[] = []
    for (let i = place + step; i >= 0 && i < keys.length && found.length < mostOfResource; i += step) {
      const other = keys[i] as number
      if (same[columns.ids.resource[other] as number]) found.push(other)
    }
    return found
  }
  return {
    ...sameRequestRows,
    sameActor: rows(nearest.sort((a, b) => (columns.time[b] as number) - (columns.time[a] as number) || a - b)),
    resourceBefore: rows(walk(-1)),
    resourceAfter: rows(walk(1).reverse()),
  }
}

/** A resource keeps its id when it is renamed; without an id its type and name are all there is. */
function sameResource(store: CacheStore, id: number): Uint8Array {
  const { resource } = store.dictionaries
  const [type, resourceId, name] = resource.at(id)
  return resource.table(
    ([otherType, otherId, otherName]) =>
      otherType === type && (resourceId !== undefined ? otherId === resourceId : otherId === undefined && otherName === name),
  )
}
