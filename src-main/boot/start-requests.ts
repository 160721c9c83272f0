import type { FirstLook } from '@contract/first-look.ts'
import type { KeptAnswer } from '@contract/log.ts'
import type { Result } from '@contract/errors.ts'
import { isObject } from '../settings/store.ts'

/** How long the page waits for what the data service has kept, ms: what is known later is not worth it. */
const patienceMs = 400
/** How long the page may take before everything else is read all the same, ms. */
const longestMs = 2_000

export interface StartRequests {
  /** Answers what is asked before everything else is read; null for what is not of this (`startApi`). */
  answer(frame: unknown): Promise<Result<unknown>> | null
  /** What answers everything else is needed: it was asked for, or nothing is known that could be drawn without it. */
  readonly needed: Promise<void>
}

/** The page's first requests. `first` is given once: to the page that is there when nothing has happened yet. */
export function startRequests(look: FirstLook | null, first: Promise<KeptAnswer | null>, onListening: () => void): StartRequests {
  let need: () => void = () => undefined
  const needed = new Promise<void>((resolve) => (need = resolve))
  setTimeout(need, longestMs)
  const known = look ? first.then((kept) => kept && { look, kept }) : Promise.resolve(null)
  void known.then((value) => {
    if (value === null) need()
  })
  let isGiven = false

  return {
    needed,
    answer(frame) {
      const name = isObject(frame) ? frame['name'] : null
      if (name === 'start.first') {
        const value = isGiven ? null : Promise.race([known, new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))])
        isGiven = true
        return Promise.resolve(value).then((given) => ({ ok: true, value: given }))
      }
      if (name === 'start.listening') {
        onListening()
        return Promise.resolve({ ok: true, value: undefined })
      }
      need()
      return null
    },
  }
}
