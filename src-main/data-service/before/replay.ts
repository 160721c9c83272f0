import type { BeforeDoubtKind } from '@contract/before.ts'
import type { Event } from './event.ts'
import { Ties } from './ties.ts'
import { forms, isOfThing } from './told.ts'

export interface FoundDoubt {
  readonly kind: BeforeDoubtKind
  /** The entry that shows it. */
  readonly key: number | null
}

/** Where the value of an attribute comes from. */
export interface Base {
  readonly form: 'value' | 'list' | 'gone'
  readonly key: number
  readonly at: number
  /** What changed the list since, in order. */
  readonly deltas: readonly number[]
  /** The list began with what this entry put in. */
  readonly isFirst: boolean
}

/** What was before, of one attribute: from a base without doubts, or undetermined. */
export type Found = (event: Event, name: number, base: Base | null, doubts: readonly FoundDoubt[]) => void

interface Known {
  form: Base['form'] | 'untold'
  key: number
  at: number
  deltas: number[]
  isFirst: boolean
  /** When it was told, in the order of what is replayed. */
  since: number
  doubts: FoundDoubt[]
}

interface Taint {
  readonly since: number
  readonly doubt: FoundDoubt
}

/** What is known of all attributes that no entry has told since. */
interface Rest {
  readonly whole: 'created' | 'removed' | 'taken'
  readonly key: number
  readonly at: number
  readonly since: number
  readonly doubts: readonly FoundDoubt[]
}

const noDoubts: readonly FoundDoubt[] = []

class Level {
  rest: Rest | null = null
  /** The last of each kind: one that lies between is enough. */
  readonly taints = new Map<BeforeDoubtKind, Taint>()
  /** What happened nobody knows when. */
  undated: number | null = null

  after(since: number): readonly FoundDoubt[] {
    if (this.taints.size === 0 && this.undated === null) return noDoubts
    const doubts = [...this.taints.values()].filter((taint) => taint.since > since).map(({ doubt }) => doubt)
    return this.undated === null ? doubts : [{ kind: 'unknown-time', key: this.undated }, ...doubts]
  }
}

class Pair extends Level {
  readonly known = new Map<number, Known>()
  readonly undatedParts = new Map<number, number>()
  /** As of which creation or removal of the thing. */
  since = 0
}

class Scope extends Level {
  readonly pairs = new Map<number, Pair>()

  pair(to: number): Pair {
    let pair = this.pairs.get(to)
    if (!pair) this.pairs.set(to, (pair = new Pair()))
    if (this.rest && this.rest.since > pair.since) {
      pair.since = this.rest.since
      pair.known.clear()
      pair.rest = null
    }
    return pair
  }
}

/** Times replayed before the work may stop. */
const step = 64
const [delta, gone] = [forms.indexOf('delta'), forms.indexOf('gone')]

/**
 * Goes through all entries of one thing in the order of time and says, of each that wants it, where what was before comes from. Entries of one time have no
 * order among each other.
 * @param events in order; those without a time behind all others
 */
export function* replay(events: Iterable<Event>, undated: readonly Event[], found: Found): Generator<void, void> {
  const replaying = new Replaying(found)
  for (const event of undated) replaying.undated(event)
  let together: Event[] = []
  let pieces = 0
  for (const event of events) {
    if (together.length > 0 && (together[0] as Event).at !== event.at) {
      replaying.take(together)
      if (++pieces % step === 0 || together.length >= step) yield
      together = []
    }
    together.push(event)
  }
  if (together.length > 0) replaying.take(together)
}

class Replaying {
  private readonly scopes = new Map<number, Scope>()
  private now = 0

  constructor(private readonly found: Found) {}

  private scope(within: number): Scope {
    let scope = this.scopes.get(within)
    if (!scope) this.scopes.set(within, (scope = new Scope()))
    return scope
  }

  /** Whatever it tells may have been so at any time. */
  undated(event: Event): void {
    const scope = this.scope(event.within)
    const pair = scope.pair(event.to)
    if (isOfThing(event.whole)) scope.undated = event.key
    else if (event.whole !== 'none') pair.undated = event.key
    for (const code of event.parts) pair.undatedParts.set(code >>> 2, event.key)
    this.each(event, (name) => this.found(event, name, null, [{ kind: 'unknown-time', key: null }]))
  }

  /** Entries of one time. */
  take(together: readonly Event[]): void {
    const ties = new Ties(together)
    for (const event of together) this.each(event, (name) => this.tell(event, name, ties))
    // What is true of the thing first: an entry that creates it tells of it, too.
    for (const event of together) if (isOfThing(event.whole)) this.applyWhole(event, ties)
    for (const event of together) if (!isOfThing(event.whole) && event.whole !== 'none') this.applyWhole(event, ties)
    for (const event of together) if (event.parts.length > 0) this.applyParts(event, ties)
  }

  private each(event: Event, of: (name: number) => void): void {
    if (!event.wants) return
    for (const code of event.parts) {
      if ((code & 3) !== gone) of(code >>> 2)
    }
  }

  private tell(event: Event, name: number, ties: Ties): void {
    const scope = this.scope(event.within)
    const pair = scope.pair(event.to)
    const known = pair.known.get(name)
    const tie = ties.of(event, name)
    if (known && known.form !== 'untold') {
      const { form, key, at, deltas, isFirst } = known
      this.found(event, name, { form, key, at, deltas, isFirst }, this.doubts(scope, pair, name, known, tie))
      return
    }
    const rest = pair.rest ?? scope.rest
    if (!known && rest?.whole === 'taken') {
      const base: Base = { form: 'gone', key: rest.key, at: rest.at, deltas: [], isFirst: false }
      this.found(event, name, base, this.doubts(scope, pair, name, rest, tie))
      return
    }
    const kind = known || rest?.whole === 'created' ? 'not-told' : 'missing-creation'
    const isAttempt = known !== undefined && known.doubts.length > 0
    this.found(event, name, null, isAttempt ? [...known.doubts] : [{ kind, key: known?.key ?? rest?.key ?? null }])
  }

  private doubts(
    scope: Scope,
    pair: Pair,
    name: number,
    { since, doubts }: Pick<Known, 'since' | 'doubts'> | Rest,
    tie: number | null,
  ): readonly FoundDoubt[] {
    const undated = pair.undatedParts.get(name)
    const [ofScope, ofPair] = [scope.after(since), pair.after(since)]
    if (doubts.length + ofScope.length + ofPair.length === 0 && undated === undefined && tie === null) return noDoubts
    return [
      ...doubts,
      ...ofScope,
      ...ofPair,
      ...(undated === undefined ? [] : [{ kind: 'unknown-time' as const, key: undated }]),
      ...(tie === null ? [] : [{ kind: 'tie' as const, key: tie }]),
    ]
  }

  private applyWhole(event: Event, ties: Ties): void {
    const { key, at, status, whole, within, to } = event
    this.now++
    const scope = this.scope(within)
    const level = isOfThing(whole) ? scope : scope.pair(to)
    const taint = (kind: BeforeDoubtKind): void => void level.taints.set(kind, { since: this.now, doubt: { kind, key } })
    if (status !== 'success') {
      // A failed attempt that names what it attempted is about that alone.
      if (isOfThing(whole) || whole === 'taken' || event.parts.length === 0) taint(status === 'failed' ? 'failed' : 'unknown-status')
      return
    }
    if (whole === 'unsaid') return taint('no-detail')
    if (whole === 'none') return
    const tie = ties.ofWhole(event)
    const doubts: FoundDoubt[] = [...weaknessOf(event), ...(tie === null ? [] : [{ kind: 'tie' as const, key: tie }])]
    level.rest = { whole, key, at, since: this.now, doubts }
    if (level instanceof Pair) level.known.clear()
  }

  private applyParts(event: Event, ties: Ties): void {
    this.now++
    const { key, at, status, whole, within, to } = event
    const scope = this.scope(within)
    const pair = scope.pair(to)
    for (const code of event.parts) {
      const [name, form] = [code >>> 2, code & 3]
      const known = pair.known.get(name)
      if (status !== 'success') {
        const doubt: FoundDoubt = { kind: status === 'failed' ? 'failed' : 'unknown-status', key }
        if (known) note(known.doubts, [doubt])
        // What was taken says of all that nothing is there: from now on not of this.
        else if ((pair.rest ?? scope.rest)?.whole === 'taken') pair.known.set(name, untold(key, at, this.now, [doubt]))
        continue
      }
      const tie = ties.of(event, name)
      const doubts: FoundDoubt[] = [...weaknessOf(event), ...(tie === null ? [] : [{ kind: 'tie' as const, key: tie }])]
      if (form !== delta) {
        const as = forms[form] as Base['form']
        pair.known.set(name, { form: as, key, at, deltas: [], isFirst: false, since: this.now, doubts })
      } else if (whole === 'created') pair.known.set(name, { form: 'list', key, at, deltas: [], isFirst: true, since: this.now, doubts })
      else if (known?.form === 'list') {
        known.deltas.push(key)
        note(known.doubts, doubts)
      } else pair.known.set(name, untold(key, at, this.now))
    }
  }
}

const untold = (key: number, at: number, since: number, doubts: FoundDoubt[] = []): Known => ({
  form: 'untold', key, at, deltas: [], isFirst: false, since, doubts,
}) // prettier-ignore

/** The last of each kind: whoever fails sixty thousand times is not copied as often. */
function note(known: FoundDoubt[], fresh: readonly FoundDoubt[]): void {
  for (const doubt of fresh) {
    const at = known.findIndex(({ kind }) => kind === doubt.kind)
    if (at < 0) known.push(doubt)
    else known[at] = doubt
  }
}
const weaknessOf = ({ weak, key }: Event): FoundDoubt[] => (weak === null ? [] : [{ kind: weak, key }])
