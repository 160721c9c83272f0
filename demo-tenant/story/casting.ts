import { minute, presence } from '../data/calendar.ts'
import type { Account } from './organisation.ts'
import type { Stage } from './stage.ts'

/** Someone who runs identity and access, may do this, and preferably is at work. The owner steps in when nobody else can. */
export function operatorFor({ cast, org, random }: Stage, permission: string, at: number): Account {
  let absent: Account | null = null
  for (let attempt = 0; attempt < 8 && cast.operators.length > 0; attempt++) {
    const candidate = cast.operators[random.rank(cast.operators.length)] as Account
    if (!org.can(candidate, permission)) continue
    if (random.chance(presence(candidate.office, at) * 2)) return candidate
    if (presence(candidate.office, at) > 0) absent = candidate
  }
  return absent ?? cast.owner
}

/** One of the people at work, a few of them far more often than most; null when nobody is found. */
export function personAtWork({ cast, random }: Stage, at: number): Account | null {
  for (let attempt = 0; attempt < 12 && cast.people.length > 0; attempt++) {
    const candidate = cast.people[random.rank(cast.people.length)] as Account
    if (candidate.status === 'active' && random.chance(presence(candidate.office, at) * 1.5)) return candidate
  }
  return null
}

/** Any of the people, at work or not; nearly always one that `fits`. */
export function somePerson({ cast, random }: Stage, fits: (person: Account) => boolean = () => true): Account | null {
  const anyone = random.chance(0.06)
  for (let attempt = 0; attempt < 10 && cast.people.length > 0; attempt++) {
    const candidate = random.pick(cast.people)
    if (candidate.status === 'active' && (anyone || fits(candidate))) return candidate
  }
  return null
}

/** The service account of that name when it exists and may do this. */
export function serviceFor({ cast, org }: Stage, name: string, permission: string): Account | null {
  const account = cast.services.find((service) => service.name === name)
  return account && org.can(account, permission) ? account : null
}

/** The first time at or after `at` at which the account's office works. */
export function workTime({ office }: Account, at: number): number {
  let time = at
  for (let step = 0; step < 2000 && presence(office, time) < 0.2; step++) time += 17 * minute
  return time
}
