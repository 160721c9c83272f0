import type { StoryAnswer } from '@contract/story.ts'
import { networkOf } from '@language/ip.ts'
import { unknownTime } from '../../connector/times.ts'
import type { CacheStore } from '../cache/store.ts'
import { ZoneClock } from './clock.ts'
import { Tallies } from './counts.ts'
import type { StoryEntries } from './entries.ts'
import { outstandingIn, rule } from './outstanding.ts'

/** Values of a kind that are listed. */
const mostListed = 100
const piece = 4096
const [did, done] = [0, 1]

/** When and from where, of what it did; where it did nothing, of what was done to it. */
export function* habitsOf(
  { columns, dictionaries }: CacheStore,
  entries: StoryEntries,
  zone: string,
): Generator<void, StoryAnswer['habits']> {
  const part = entries.parts.includes(did) ? did : done
  const clock = new ZoneClock(zone)
  const { ip, agent, action } = columns.ids
  const hours = new Array<number>(168).fill(0)
  const [networks, addresses, programs] = [new Tallies<string>(), new Tallies<number>(), new Tallies<number>()]
  const [actions, clockHours] = [new Tallies<number>(), new Tallies<number>()]
  const networkIds = new Map<number, string | null>()
  let undated = 0
  for (let index = 0; index < entries.keys.length; index++) {
    if (index % piece === piece - 1) yield
    if (entries.parts[index] !== part) continue
    const key = entries.keys[index] as number
    const at = columns.time[key] as number
    const address = ip[key] as number
    const text = dictionaries.ip.firstPart(address)
    if (text !== undefined && !networkIds.has(address)) networkIds.set(address, networkOf(text))
    networks.note(text === undefined ? undefined : (networkIds.get(address) ?? undefined), at)
    addresses.note(text === undefined ? undefined : address, at)
    programs.note(dictionaries.agent.firstPart(agent[key] as number) === undefined ? undefined : agent[key], at)
    actions.note(action[key], at)
    if (at === unknownTime) undated++
    else {
      const hour = clock.weekHour(at)
      hours[hour] = (hours[hour] as number) + 1
      clockHours.note(hour % 24, at)
    }
  }
  const addressText = (id: number): string => dictionaries.ip.firstPart(id) ?? ''
  const ofNetworks = outstandingIn('network', networks, (value) => value)
  const said = new Set(ofNetworks.said.map(({ value }) => value))
  const ofAddresses = outstandingIn('address', addresses, addressText)
  const groups = [
    ofNetworks,
    // What its network says already is not said again.
    { ...ofAddresses, said: ofAddresses.said.filter(({ value }) => !said.has(networkOf(value) ?? '')) },
    outstandingIn('program', programs, (id) => dictionaries.agent.firstPart(id) ?? ''),
    outstandingIn('hour', clockHours, String),
    outstandingIn('action', actions, (id) => dictionaries.action.firstPart(id) ?? ''),
  ]
  return {
    of: part === did ? 'did' : 'done',
    entries: actions.counted,
    undated,
    hours,
    networks: networks.listed(mostListed, (value) => value),
    addresses: addresses.listed(mostListed, addressText),
    programs: programs.listed(mostListed, (id) => dictionaries.agent.firstPart(id) ?? ''),
    outstanding: groups.flatMap((each) => each.said),
    moreOutstanding: groups.reduce((sum, { more }) => sum + more, 0),
    rule,
  }
}
