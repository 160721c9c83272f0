import type { Band, BandStretch, Outstanding, StoryAnswer, StoryPart, StorySubject } from '@contract/story.ts'
import { kindOfSubject } from './state-text.ts'

// What a story is in words, for the window and for its files.

const grouped = new Intl.NumberFormat('en-US')
const number = (value: number): string => grouped.format(value)
const plural = (value: number, one: string, many = `${one}s`): string => `${number(value)} ${value === 1 ? one : many}`
const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Writes a time, ms, as its reader wants it. */
type TimeText = (ms: number) => string

/** *user*, *IP address*, *user agent*, *request* … */
export const storyKind = (of: StorySubject): string =>
  of.kind === 'thing' ? kindOfSubject(of.type) : of.kind === 'agent' ? 'user agent' : 'request'

/** Why an entry is in the story. */
export const partWords: Readonly<Record<StoryPart, string>> = { did: 'did it', done: 'done to it', through: 'through what it had' }

const whatWords: Readonly<Record<Outstanding['what'], string>> = {
  network: 'Network',
  address: 'Address',
  program: 'User agent',
  hour: 'Hour',
  action: 'Action',
}

const two = (value: number): string => String(value).padStart(2, '0')
/** As a person reads it: `Hour 02:00–02:59`. */
export function outstandingName({ what, value }: Pick<Outstanding, 'what' | 'value'>): string {
  return what === 'hour' ? `Hour ${two(Number(value))}:00–${two(Number(value))}:59` : `${whatWords[what]} ${value}`
}

/** Why it stands out, by which numbers, without its name. */
export function outstandingText({ why, entries, of, before, first, last }: Outstanding, time: TimeText): string {
  const when =
    first === null || last === null ? '' : first === last ? `, on ${time(first)}` : `, first on ${time(first)}, last on ${time(last)}`
  return why === 'late'
    ? `not in the first ${number(before)} of ${plural(of, 'entry', 'entries')}, then in ${number(entries)}${when}`
    : `in ${number(entries)} of ${plural(of, 'entry', 'entries')}${when}`
}

/** By which rule something stands out. */
export function ruleText({ entries, rule }: Pick<StoryAnswer['habits'], 'entries' | 'rule'>): string {
  return entries < rule.least
    ? `With fewer than ${number(rule.least)} entries nothing is said to stand out.`
    : `Said of what is in at most ${percent(rule.seldom)} of the entries, or first in one after ${percent(rule.late)} of them. These are counts, no verdict.`
}

/** What the story cannot know, in sentences; none where there is nothing to say. */
export function storyLimits({ access, moreUnfetched, total, unfetched }: StoryAnswer, time: TimeText): string[] {
  const shown = unfetched.slice(0, 3)
  const more = unfetched.length - shown.length + moreUnfetched
  return [
    ...shown.map(({ from, to }) => `Nothing between ${time(from)} and ${time(to)} was fetched: what happened then is missing here.`),
    ...(more > 0 ? [`${plural(more, 'more stretch', 'more stretches')} of time ${more === 1 ? 'was' : 'were'} not fetched.`] : []),
    ...(total.undated > 0
      ? [
          `The time of ${plural(total.undated, 'entry', 'entries')} cannot be read: ${total.undated === 1 ? 'it is' : 'they are'} last, and in no hour.`,
        ]
      : []),
    ...(total.unknownStatus > 0
      ? [
          `${plural(total.unknownStatus, 'entry', 'entries')} ${total.unknownStatus === 1 ? 'does' : 'do'} not say whether ${total.unknownStatus === 1 ? 'it' : 'they'} succeeded.`,
        ]
      : []),
    ...(access && !access.complete
      ? ['There are more links between groups and roles than are followed: entries and access through some of them are missing.']
      : []),
  ]
}

/** What a band is about: `role Billing admin through group Ops`. */
export function bandName({ by, relation, what }: Band, isHadBy: boolean): string {
  const own = `${kindOfSubject(what.type)} ${what.name}`
  if (by === null) return own
  if (isHadBy) return `${kindOfSubject(by.type)} ${by.name}`
  return relation === 'members' ? `${own}, which ${by.name} is in` : `${own} through ${kindOfSubject(by.type)} ${by.name}`
}

export function stretchText({ from, to, began, ended, sure }: BandStretch, time: TimeText): string {
  const begin = from === null ? 'from before the first entry that tells of it' : `from ${time(from)}`
  const end = to === null ? 'to the end of what was fetched' : `to ${time(to)}`
  const unknown = began === null ? ', no entry here gave it' : ended === null && to !== null ? ', no entry here ended it' : ''
  return `${begin} ${end}${unknown}${sure || began === null ? '' : ', not proved by the log'}`
}
