import type { Doubt, Effect, ListName, StateList, Subject } from '@contract/history.ts'
import { countText } from '../../composables/number-format.ts'
import { fullTime } from '../../composables/time-format.ts'

const listTitles: Readonly<Record<ListName, string>> = { holders: 'Held by', members: 'Members', roles: 'Roles', groups: 'Groups' }
const partNames: Readonly<Record<string, string>> = {
  existence: 'whether it exists',
  holders: 'who holds it',
  members: 'its members',
  roles: 'its roles',
  groups: 'its groups',
  fields: 'its fields',
  everything: 'everything',
}

/** A field's or list's name as a person reads it: `Member count`, `Held by`. */
export function partTitle(part: string): string {
  const title = Object.hasOwn(listTitles, part) ? listTitles[part as ListName] : undefined
  return title ?? (/^[a-z][a-z_]*$/.test(part) ? part.charAt(0).toUpperCase() + part.slice(1).replaceAll('_', ' ') : part)
}

/** *role*, *group*, *user*, *address* …: what the tenant calls such things. */
export function subjectKind({ type }: Subject): string {
  return type === 'ip' ? 'IP address' : type.replaceAll('_', ' ')
}

/** What an entry did to the subject, without its full stop. Holds names as the tenant sent them: show it as visible text. */
export function effectText({ kind, member, part }: Effect): string {
  const whom = member?.value ?? ''
  switch (kind) {
    case 'created':
      return 'came into being'
    case 'deleted':
      return 'was removed'
    case 'field':
      return `${partTitle(part).toLowerCase()} changed`
    case 'add':
      return { holders: `given to ${whom}`, members: `${whom} joined`, groups: `joined ${whom}` }[part] ?? `received ${whom}`
    case 'remove':
      return { holders: `taken from ${whom}`, members: `${whom} left`, groups: `left ${whom}` }[part] ?? `lost ${whom}`
  }
}

/** How many a list has, as far as the log tells. */
export function listCount({ complete, count, members }: StateList): string {
  const known = countText(members.length)
  if (complete) return known
  return count !== null && count > members.length ? `${known} of ${countText(count)} are known` : `at least ${known}`
}

function partsText(aspects: readonly string[]): string {
  const names = aspects.map((part) => partNames[part] ?? `its ${part.replaceAll('_', ' ')}`)
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} and ${countText(names.length - 4)} other parts`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'it')
}

function gapText({ gap }: Doubt, zone: string): string {
  if (gap?.from == null) return gap?.to == null ? 'Nothing was fetched' : `Nothing before ${fullTime(gap.to, zone)} was fetched`
  return gap.to === null
    ? `Nothing after ${fullTime(gap.from, zone)} was fetched`
    : `Nothing between ${fullTime(gap.from, zone)} and ${fullTime(gap.to, zone)} was fetched`
}

/** Why the log does not prove the state, as sentences. */
export function doubtText(doubt: Doubt, zone: string): string {
  const parts = partsText(doubt.aspects)
  const at = (time: number | null): string => (time === null ? 'the beginning' : fullTime(time, zone))
  switch (doubt.kind) {
    case 'gap':
      return `${gapText(doubt, zone)}: ${parts} may be other than shown${doubt.to === null ? '' : ` until the entry at ${at(doubt.to)}`}.`
    case 'contradiction':
      return `The log contradicts itself: the entry at ${at(doubt.to)} says something else was before than what ${doubt.previous === null ? 'was known' : `the entry at ${at(doubt.from)} left`}. Between them ${parts} changed without an entry.`
    case 'missing-before':
      return `The entry at ${at(doubt.to)} is the first to tell, and does not say what was before: ${parts} are not known earlier.`
    case 'no-detail':
      return `The entry at ${at(doubt.from)} says that something changed, but not what: ${parts} may be other than shown.`
    case 'unknown-status':
      return `The entry at ${at(doubt.from)} does not say whether it succeeded. It is taken as if it had not: ${parts} may be other than shown.`
    case 'unknown-time':
      return `The time of an entry cannot be read, so that it has no place here: ${parts} may be other than shown.`
    case 'drifted':
      return `The tenant later sent another text for the entry at ${at(doubt.from)}; the one received first is used for ${parts}.`
    case 'vanished':
      return `The tenant no longer sends the entry at ${at(doubt.from)}; ${parts} rest on it.`
  }
}
