import { exactText, isList, type Json } from '@contract/exact-json.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import type { Doubt, ListName, StateList, Subject, SubjectState } from '@contract/history.ts'

// What a state is in words, for the window, for what is copied of it, and for its files.

const grouped = new Intl.NumberFormat('en-US')
const number = (value: number): string => grouped.format(value)

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
export const subjectKind = ({ type }: Subject): string => kindOfSubject(type)

/** The same of the type alone. */
export function kindOfSubject(type: string): string {
  return type === 'ip' ? 'IP address' : type.replaceAll('_', ' ')
}

/** How many a list has, according to the log. */
export function listCount({ complete, count, members }: StateList): string {
  const known = number(members.length)
  if (complete) return known
  return count !== null && count > members.length ? `${known} of ${number(count)} are known` : `at least ${known}`
}

function partsText(aspects: readonly string[]): string {
  const names = aspects.map((part) => partNames[part] ?? `its ${part.replaceAll('_', ' ')}`)
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} and ${number(names.length - 4)} other parts`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'it')
}

function gapText({ gap }: Doubt, at: (ms: number) => string): string {
  if (gap?.from == null) return gap?.to == null ? 'Nothing was fetched' : `Nothing before ${at(gap.to)} was fetched`
  return gap.to === null ? `Nothing after ${at(gap.from)} was fetched` : `Nothing between ${at(gap.from)} and ${at(gap.to)} was fetched`
}

/** Why the log does not prove the state, as sentences. `timeText` writes a time, ms, as its reader wants it. */
export function doubtText(doubt: Doubt, timeText: (ms: number) => string): string {
  const parts = partsText(doubt.aspects)
  const at = (time: number | null): string => (time === null ? 'the beginning' : timeText(time))
  switch (doubt.kind) {
    case 'gap':
      return `${gapText(doubt, timeText)}: ${parts} may be other than shown${doubt.to === null ? '' : ` until the entry at ${at(doubt.to)}`}.`
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

/** A field or a list of a state, for whoever writes it down. */
export interface StatePart {
  readonly title: string
  /** How many a list has, also when the log does not name all of them; null for a field. */
  readonly count: string | null
  /** Texts as the tenant sent them; a field has one. */
  readonly values: readonly { readonly text: string; readonly type: string; readonly id: string }[]
}

const plain = (value: Json): string => (typeof value === 'string' ? value : exactText(value))

/** Everything that the log says of a state, in the order in which it is shown. */
export function stateParts({ fields, lists }: SubjectState): StatePart[] {
  const ofFields = fields.map(({ name, json }): StatePart => {
    const value = parseExactly(json)
    const members = isList(value) ? value.map(plain).sort() : null
    return {
      title: partTitle(name),
      count: members && number(members.length),
      values: (members ?? [plain(value)]).map((text) => ({ text, type: '', id: '' })),
    }
  })
  const ofLists = lists.map((list): StatePart => ({
    title: partTitle(list.name),
    count: listCount(list),
    values: list.members.map(({ value, type, id }) => ({ text: value, type, id: id ?? '' })),
  }))
  return [...ofFields, ...ofLists]
}

/** What there is to say of a state beside its parts; empty when it existed. */
export function existenceText({ exists, last }: Pick<SubjectState, 'exists' | 'last'>): string {
  if (exists === null) return 'The log does not tell whether it existed.'
  if (exists) return ''
  return last === null ? 'It did not exist yet.' : 'It had been removed.'
}
