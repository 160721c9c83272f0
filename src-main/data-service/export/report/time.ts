import { humanTime } from '../human-time.ts'
import { isoTime } from '../iso-time.ts'

/** For people, on two lines; for programs, ISO 8601. */
export function timeHtml(ms: number, zone: string): string {
  const [, day = '', time = ''] = /^(\S+ \S+ \S+) (.*)$/.exec(humanTime(ms, zone)) ?? []
  return `<time datetime="${isoTime(ms, zone)}">${day}<br>${time}</time>`
}
