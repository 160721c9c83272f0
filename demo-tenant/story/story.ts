import { fixedNow, storySpan, Timeline } from '../data/calendar.ts'
import { Queue } from '../data/queue.ts'
import { EntryIds, Random } from '../data/random.ts'
import { ordinary } from './daily.ts'
import { deniedPoll } from './denials.ts'
import { beginning, found } from './founding.ts'
import { planIncidents } from './incidents.ts'
import { Organisation } from './organisation.ts'
import * as acts from './acts.ts'
import type { Cast, Draft, Incident, Scene, Size, Stage } from './stage.ts'
import { wire, type WireEntry } from './wire.ts'

export interface StoryOptions {
  /** Entries between the beginning and `now`. */
  readonly entries: number
  readonly seed: number
  /** Ms since the epoch: where the history ends and live entries begin. */
  readonly now?: number
}

/** Attempts at an ordinary scene before the owner merely edits their settings, which always fits. */
const attempts = 12

/** Share of the story after which the founding is over and what follows from an ordinary scene can be counted. */
const settled = 0.04

/**
 * The life of one organisation, entry by entry in the order of time. The same options give the same entries, byte for
 * byte. Only the state of the organisation is kept, none of the entries.
 */
export class Story implements Stage {
  readonly random: Random
  readonly org = new Organisation()
  readonly cast: Cast
  readonly size: Size
  readonly incidents: Incident[] = []
  readonly from: number
  readonly now: number
  private readonly queue = new Queue<Scene>()
  private readonly timeline: Timeline
  private readonly spelling: Random
  private readonly ids: EntryIds
  private told = 0
  private share = 0
  private slotAt = Infinity
  private waiting = 0
  private slots = 0
  private followUps = 0
  private lastTime = 0

  constructor({ entries, seed, now = fixedNow }: StoryOptions) {
    this.random = new Random(seed, 1)
    this.spelling = new Random(seed, 2)
    this.ids = new EntryIds(new Random(seed, 3))
    this.now = now
    this.from = now - storySpan
    const people = Math.max(4, Math.round(Math.min(entries / 25, 2 * Math.sqrt(entries))))
    this.size = { entries, people, roles: Math.max(4, Math.round(people / 9)), groups: Math.max(3, Math.round(people / 10)) }
    this.timeline = new Timeline(this.from, now)
    this.cast = beginning(this.org, this.random)
    found(this, this.from)
    planIncidents(this, this.from, now)
    this.planSlot()
  }

  /** The next entry of the history, or null when it is told. */
  next(): WireEntry | null {
    while (this.told < this.size.entries) {
      const entry = this.step()
      if (entry) return entry
    }
    return null
  }

  /** Plays everything that happens up to and including `at` (ms). */
  playUntil(at: number): void {
    while (this.told < this.size.entries && Math.min(this.queue.nextDue, this.slotAt) < Math.floor(at) + 1) this.step()
  }

  /** An entry after the history: what was due by `at` (ms) first, else something ordinary now. */
  live(at: number): WireEntry {
    const scene = this.queue.nextDue <= at ? this.queue.take() : undefined
    const due = scene?.(this, at)
    return this.tell(at, due ?? this.something(at))
  }

  /**
   * An entry that arrives late: it is recorded at `at` and says it happened at `happenedAt` (ms). It changes nothing,
   * so it fits anywhere after the service accounts were made.
   */
  late(at: number, happenedAt: number): WireEntry {
    const draft = deniedPoll(this) ?? this.nothingMuch()
    return wire(this.spelling, this.ids.next(Math.floor(at)), Math.floor(happenedAt) * 1000, draft)
  }

  later(due: number, scene: Scene): void {
    if (due < this.now) this.waiting++
    this.queue.add(due, scene)
  }

  progress(at: number): number {
    return Math.min(1, (at - this.from) / (this.now - this.from))
  }

  incident(incident: Incident): void {
    this.incidents.push(incident)
  }

  private step(): WireEntry | null {
    const due = this.queue.nextDue
    if (due <= this.slotAt && due < this.now) {
      this.waiting--
      const draft = this.queue.take()?.(this, due) ?? null
      if (draft && this.share > settled) this.followUps++
      if (draft) this.told++
      if (this.slotAt === Infinity) this.planSlot()
      return draft && this.tell(due, draft)
    }
    const at = Math.max(this.slotAt, this.lastTime / 1000)
    if (this.share > settled) this.slots++
    const draft = this.something(at)
    this.told++
    this.planSlot()
    return this.tell(at, draft)
  }

  /** The next ordinary moment, so that the entries still to tell fill the time that is left, with what follows from each. */
  private planSlot(): void {
    const room = this.size.entries - this.told - this.waiting
    if (room <= 0) {
      // What is planned fills the story; should some of it fall through, there is room again.
      this.slotAt = Infinity
      return
    }
    const perSlot = 1 + this.followUps / (this.slots + 20)
    const left = Math.max(1, room / perSlot)
    const step = Math.min(0.95, this.random.between(0.2, 1.8) / left)
    this.share += (1 - this.share) * step
    this.slotAt = this.timeline.timeAt(this.share)
  }

  private something(at: number): Draft {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const draft = ordinary(this, at)
      if (draft) return draft
    }
    return deniedPoll(this) ?? this.nothingMuch()
  }

  private nothingMuch(): Draft {
    const { owner } = this.cast
    const locale = owner.settings['locale'] === 'en-GB' ? 'de-DE' : 'en-GB'
    const draft = acts.updateAccount(owner, owner, () => (owner.settings = { ...owner.settings, locale }))
    if (!draft) throw new Error('the owner is gone')
    return draft
  }

  private tell(at: number, draft: Draft): WireEntry {
    // Whole milliseconds as a rule; finer where that would put the entry before the one that led to it.
    const whole = Math.floor(at) * 1000
    this.lastTime = whole >= this.lastTime && !this.spelling.chance(0.03) ? whole : Math.max(this.lastTime, Math.floor(at * 1000))
    const entry = wire(this.spelling, this.ids.next(Math.floor(this.lastTime / 1000)), this.lastTime, draft)
    draft.incident?.entries.push(entry.id)
    return entry
  }
}
