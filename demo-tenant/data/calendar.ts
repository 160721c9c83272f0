export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** The demo's "now" unless told otherwise: a Friday afternoon. */
export const fixedNow = Date.UTC(2026, 10, 20, 16, 45)
/** Length of the story, about 18 months. */
export const storySpan = 548 * day

export type Office = 'berlin' | 'new-york' | 'bengaluru'
export const offices: readonly Office[] = ['berlin', 'new-york', 'bengaluru']

/** Minutes east of UTC at an instant (ms). Summer time goes by the European rule everywhere it is kept: near enough here. */
export function offsetMinutes(office: Office, at: number): number {
  if (office === 'bengaluru') return 330
  const summer = isSummer(at) ? 60 : 0
  return (office === 'berlin' ? 60 : -300) + summer
}

const summers = new Map<number, readonly [number, number]>()

function isSummer(at: number): boolean {
  const year = new Date(at).getUTCFullYear()
  let bounds = summers.get(year)
  if (!bounds) {
    bounds = [lastSunday(year, 2) + hour, lastSunday(year, 9) + hour]
    summers.set(year, bounds)
  }
  return at >= bounds[0] && at < bounds[1]
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0))
  return last.getTime() - last.getUTCDay() * day
}

/** Hour of the day, with its fraction, and day of the week (0 is Sunday) where the office is. */
export function localTime(office: Office, at: number): { readonly hour: number; readonly weekday: number } {
  const local = at + offsetMinutes(office, at) * minute
  return { hour: (((local % day) + day) % day) / hour, weekday: new Date(local).getUTCDay() }
}

const byHour = [0, 0, 0, 0, 0, 0.01, 0.05, 0.25, 0.7, 1, 1, 0.95, 0.6, 0.8, 1, 0.95, 0.85, 0.6, 0.25, 0.1, 0.06, 0.04, 0.015, 0]

/** Nothing below changes within half an hour, wherever the office. */
const halfHour = 30 * minute
const lastPresence = new Map(offices.map((office) => [office, { slot: NaN, value: 0 }]))

/** How likely people of an office are at work: 1 is the busiest hour. Nobody is at night: whoever is stands out. */
export function presence(office: Office, at: number): number {
  const slot = Math.floor(at / halfHour)
  const last = lastPresence.get(office)
  if (last?.slot === slot) return last.value
  const { hour: localHour, weekday } = localTime(office, slot * halfHour)
  const usual = byHour[Math.floor(localHour)] as number
  const value = usual * (weekday === 0 || weekday === 6 ? 0.05 : 1) * (isYearEnd(slot * halfHour) ? 0.12 : 1)
  lastPresence.set(office, { slot, value })
  return value
}

function isYearEnd(at: number): boolean {
  const date = new Date(at)
  const dayOfYearEnd = date.getUTCMonth() * 100 + date.getUTCDate()
  return dayOfYearEnd >= 1124 || dayOfYearEnd <= 1
}

const officeShare: Readonly<Record<Office, number>> = { berlin: 0.6, 'new-york': 0.28, bengaluru: 0.12 }
/** How busy the machines are beside the people's busiest hour. */
const serviceLevel = 0.085

/** Share of what happens at an instant that service accounts do. */
export function serviceShare(at: number): number {
  const people = peopleLevel(at)
  return serviceLevel / (serviceLevel + people)
}

function peopleLevel(at: number): number {
  return offices.reduce((sum, office) => sum + officeShare[office] * presence(office, at), 0)
}

/**
 * Spreads a number of things over the time from `from` to `to` (ms) as an organisation that grows would do them:
 * by working hours, weekends and the year's end. `timeAt` takes a share of the whole in [0, 1) that never falls.
 */
export class Timeline {
  private readonly from: number
  private readonly cumulative: Float64Array
  private hourIndex = 0

  constructor(from: number, to: number) {
    this.from = from
    const hours = Math.max(1, Math.ceil((to - from) / hour))
    this.cumulative = new Float64Array(hours + 1)
    for (let i = 0; i < hours; i++) {
      const at = from + i * hour
      const inside = Math.min(1, (to - at) / hour)
      const growth = 0.45 + (0.55 * i) / hours
      this.cumulative[i + 1] = (this.cumulative[i] as number) + inside * growth * (serviceLevel + peopleLevel(at))
    }
  }

  /** Ms since the epoch, with a fraction. */
  timeAt(share: number): number {
    const sums = this.cumulative
    const wanted = share * (sums[sums.length - 1] as number)
    while (this.hourIndex < sums.length - 2 && (sums[this.hourIndex + 1] as number) <= wanted) this.hourIndex++
    const start = sums[this.hourIndex] as number
    const end = sums[this.hourIndex + 1] as number
    return this.from + (this.hourIndex + Math.min(1, (wanted - start) / (end - start))) * hour
  }
}
