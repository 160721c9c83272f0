import type { Doubt, ListName } from '@contract/history.ts'
import type { TimeRange } from '@contract/log.ts'
import { unknownTime } from '../../connector/times.ts'
import { aspectsOf, type Claim } from './claims.ts'
import { applyClaim, beginning } from './replay.ts'

export interface Chronicle {
  /** Every entry that claims something, in order; `happened` leaves out what failed and what may have. */
  readonly claims: readonly Claim[]
  readonly happened: readonly Claim[]
  /** What happened at no known time. It has no place among the others: it is not played, and makes what it tells of doubtful at any time. */
  readonly undated: readonly Claim[]
  readonly doubts: readonly Doubt[]
}

const everything = 'everything'

/**
 * Reads the claims in order and says where they do not prove what was.
 * @param gaps times that were not fetched, ascending
 * @param lists what such a subject has beside its fields, told of or not
 */
export function chronicle(claims: readonly Claim[], gaps: readonly TimeRange[], lists: readonly ListName[] = []): Chronicle {
  const dated = claims.filter(({ evidence }) => evidence.at !== unknownTime)
  const happened = dated.filter(({ evidence }) => evidence.status === 'success')
  const undated = claims.filter(({ evidence }) => evidence.at === unknownTime && evidence.status !== 'failed')
  const telling = new Telling(happened)
  const doubts = [
    ...contradictions(happened),
    ...gapDoubts(happened, gaps, lists, telling),
    ...weakEntries(dated, telling),
    ...undated.map((claim) => doubtful('unknown-time', aspectsOrAll(claim), null, null, claim.evidence.key)),
  ]
  const time = (doubt: Doubt): number => doubt.from ?? -Infinity
  return { claims, happened, undated, doubts: doubts.sort((a, b) => time(a) - time(b)) }
}

/** Whether the state as of a time is in doubt by this. */
export function isInDoubt({ from, to }: Doubt, at: number): boolean {
  return (from === null || at >= from) && (to === null || at < to)
}

function contradictions(happened: readonly Claim[]): Doubt[] {
  const found: Doubt[] = []
  const known = beginning(happened)
  const told = new Map<string, Claim>()
  for (const claim of happened) {
    const wrong = applyClaim(known, claim)
    const { at, key } = claim.evidence
    if (wrong.length > 0) {
      // Of several parts the one told last: between that entry and this one something is missing for sure.
      const previous = wrong.flatMap((aspect) => told.get(aspect) ?? []).sort((a, b) => b.evidence.at - a.evidence.at)[0]
      const from = previous ? Math.floor(previous.evidence.at) : null
      found.push({ ...doubtful('contradiction', wrong, from, Math.floor(at), key), previous: previous?.evidence.key ?? null })
    }
    const unsaid = claim.before === undefined && claim.after ? Object.keys(claim.after).filter((name) => !told.has(name)) : []
    if (unsaid.length > 0) found.push(doubtful('missing-before', unsaid, null, Math.floor(at), key))
    for (const aspect of [...aspectsOf(claim), 'existence']) told.set(aspect, claim)
  }
  return found
}

function aspectsOrAll(claim: Claim): readonly string[] {
  const aspects = aspectsOf(claim)
  return aspects.length > 0 ? aspects : [everything]
}

/** What an entry leaves open stays open until an entry tells of the same again. */
function weakEntries(claims: readonly Claim[], telling: Telling): Doubt[] {
  return claims.flatMap((claim) => {
    const { at, drifted, key, status, vanished } = claim.evidence
    if (status === 'failed') return []
    const doubt = (kind: Doubt['kind'], aspects: readonly string[]): Doubt =>
      doubtful(kind, aspects, Math.floor(at), telling.next(aspects, at, key), key)
    const aspects = aspectsOf(claim)
    if (status === 'unknown') return [doubt('unknown-status', aspectsOrAll(claim))]
    return [
      ...(claim.undescribed ? [doubt('no-detail', ['fields'])] : []),
      ...(drifted ? [doubt('drifted', aspects)] : []),
      ...(vanished ? [doubt('vanished', aspects)] : []),
    ]
  })
}

/**
 * While nothing was fetched anything may have changed, and stays unknown until an entry says how things are. An id is not used twice:
 * before its creation and after its deletion there is nothing to miss.
 */
function gapDoubts(happened: readonly Claim[], gaps: readonly TimeRange[], lists: readonly ListName[], telling: Telling): Doubt[] {
  const first = happened[0]
  const last = happened.at(-1)
  const aspects = [...new Set(['existence', ...lists, ...happened.flatMap(aspectsOf)])]
  return gaps.flatMap((gap) => {
    if (first?.existence.before === false && gap.to <= first.evidence.at) return []
    if (last?.existence.after === false && gap.from > last.evidence.at) return []
    const byEnd = new Map<number | null, string[]>()
    for (const aspect of happened.length > 0 ? aspects : [everything]) {
      const end = telling.next([aspect], gap.to, -1)
      byEnd.set(end, [...(byEnd.get(end) ?? []), aspect])
    }
    const from = finite(gap.from)
    return [...byEnd].map(([to, of]) => ({ ...doubtful('gap', of, from, to, null), gap: { from, to: finite(gap.to) } }))
  })
}

/** When entries tell of what. Of a hundred thousand entries that leave something open, none looks through all that follow. */
class Telling {
  private readonly places = new Map<string, number[]>()

  constructor(private readonly happened: readonly Claim[]) {
    happened.forEach((claim, place) => {
      const told = aspectsOf(claim)
      for (const aspect of new Set(!claim.list && told.length > 0 ? [...told, 'fields'] : told)) {
        const known = this.places.get(aspect)
        if (known) known.push(place)
        else this.places.set(aspect, [place])
      }
    })
  }

  /** When an entry from `at` on, other than `but`, first tells of one of these again; null: never. */
  next(aspects: readonly string[], at: number, but: number): number | null {
    const { happened } = this
    const isBefore = (place: number): boolean => (happened[place] as Claim).evidence.at < at
    const first = (length: number, placeAt: (index: number) => number): number => {
      let [low, high] = [0, length]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (isBefore(placeAt(middle))) low = middle + 1
        else high = middle
      }
      // An entry may tell of several at once.
      while (low < length && happened[placeAt(low)]?.evidence.key === but) low++
      return low < length ? placeAt(low) : Infinity
    }
    // Whatever is done to it is done to something that is there.
    const places = aspects.map((aspect) => {
      if (aspect === everything || aspect === 'existence') return first(happened.length, (index) => index)
      const known = this.places.get(aspect) ?? []
      return first(known.length, (index) => known[index] as number)
    })
    const next = happened[places.reduce((a, b) => Math.min(a, b), Infinity)]
    return next ? Math.floor(next.evidence.at) : null
  }
}

const finite = (time: number): number | null => (Number.isFinite(time) ? time : null)

function doubtful(kind: Doubt['kind'], aspects: readonly string[], from: number | null, to: number | null, key: number | null): Doubt {
  return { kind, aspects: [...aspects], from, to, key, previous: null, gap: null }
}
