import type { Coverage, SourceCoverage } from '@contract/sync.ts'
import { unknownTime } from '../../connector/times.ts'
import type { CacheStore } from '../cache/store.ts'

/** Where there are several sources, all of them with what is here of each. */
export function sourcesIn({ columns, connector, dictionaries, order }: CacheStore): Pick<Coverage, 'sources'> {
  if (dictionaries.source.size <= 2) return {}
  const own = connector.definition
  const found = new Map<string, SourceCoverage>([
    [own.name, { name: own.name, title: own.title, entries: 0, oldest: null, newest: null, asked: true }],
  ])
  const byId = Array.from({ length: dictionaries.source.size }, (_, id): SourceCoverage => {
    const [name = '', title = name] = dictionaries.source.at(id)
    const known = found.get(name) ?? { name, title, entries: 0, oldest: null, newest: null, asked: false }
    if (id > 0) found.set(name, known)
    return known
  })
  // By time: the first and the last one of each are its oldest and newest.
  for (const key of order.keys) {
    const source = byId[columns.ids.source[key] as number] as SourceCoverage
    source.entries++
    const time = columns.time[key] as number
    if (time === unknownTime) continue
    source.oldest ??= Math.floor(time)
    source.newest = Math.floor(time)
  }
  const sources = [...found.values()].filter(({ asked, entries }) => asked || entries > 0)
  return sources.some(({ asked }) => !asked) ? { sources } : {}
}
