import { statusMask, statuses, stateBit } from '../cache/columns/columns.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import { readsWhole } from '../cache/derived.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import { packReplay, unpackReplay, type PlayedLog } from './kept-replay.ts'
import { Replay } from './replay.ts'
import { actionRead, type ActionRead } from './tellings.ts'
import { openTold, Telling, type OpenTold } from './telling.ts'
import type { Called } from './things.ts'

/** Entries between two places where work may stop. */
const piece = 64
const changing = /^(?:role|group|user)_|_(?:create|invite|delete|remove|update|change|edit|set)$/
/** What of an entry's state is played. */
const played = statusMask | stateBit.changes | stateBit.version
const [failed, success] = [statuses.indexOf('failed'), statuses.indexOf('success')]

/** A tenant's log as far as it was played, which goes on where entries came: at the end, or from the checkpoint before the first that came late. */
export class LogReplay {
  replay = new Replay()
  /** Keys in the order in which they were played; behind `known` stand those without a time. */
  keys: Uint32Array = new Uint32Array(0)
  known = 0
  /** By key, what of its state was played. */
  private states: Uint8Array = new Uint8Array(0)
  private values = { resource: 1, target: 1 }
  /** It was taken over as it was kept, and has not gone on since. */
  private isTakenOver = false
  private readonly actions = new Map<number, ActionRead & { readonly isPlayed: boolean }>()
  private opened = new Map<number, OpenTold>()
  /** How often it was begun anew. */
  private begun = 0
  /** What is on the disk. */
  private kept = { begun: -1, entries: 0 }

  constructor(private readonly store: CacheStore) {}

  /** Plays what is not played yet, in pieces that let others have their turn. Nobody may ask it meanwhile. */
  async goOn(): Promise<void> {
    const { columns, order } = this.store
    const keys = order.keys.slice()
    const known = knownIn(keys, columns.time)
    const states = columns.state.slice(0, columns.length)
    if (this.isSame(keys, states)) return
    let from = this.changedFrom(keys, known, states)
    if (from !== null && from > 0) {
      if (this.isTakenOver) this.replay.found()
      this.isTakenOver = false
      this.replay.memory.back(from)
      await inTurns(this.prepare())
      if (this.replay.things.isMerged || this.replay.names.isChanged) from = null
    }
    if (from === null || from === 0) {
      this.replay = new Replay()
      this.values = { resource: 1, target: 1 }
      this.isTakenOver = false
      this.begun++
      from = 0
      await inTurns(this.prepare())
    }
    // Until it is through, nothing is known of it.
    this.keys = new Uint32Array(0)
    this.opened = new Map()
    this.replay.showOrder(keys)
    try {
      await inTurns(this.play(keys, known, from))
    } finally {
      this.opened.clear()
      this.store.told.rest()
    }
    this.replay.things.changed()
    this.keys = keys
    this.known = known
    this.states = states
  }

  private isSame(keys: Uint32Array, states: Uint8Array): boolean {
    return keys.length > 0 && keys.length === this.keys.length && states.length === this.states.length && this.areStatesAsPlayed(states)
  }

  private areStatesAsPlayed(states: Uint8Array): boolean {
    for (let key = 0; key < this.states.length; key++)
      if (((this.states[key] as number) & played) !== ((states[key] as number) & played)) return false
    return true
  }

  /** The checkpoint from which on it has to be played; null: from the beginning. */
  private changedFrom(keys: Uint32Array, known: number, states: Uint8Array): number | null {
    if (this.keys.length === 0 || !this.areStatesAsPlayed(states)) return null
    const end = Math.min(this.known, known)
    let same = 0
    while (same < end && this.keys[same] === keys[same]) same++
    return this.replay.memory.before(same)
  }

  /** Takes over what was kept of this log, if it was the log that is here now or its beginning. Call before anything is played. */
  takeOver(): boolean {
    const whole = this.store.told.replay.read()
    const kept = whole && unpackedSafely(whole)
    if (!kept || kept.entries > this.store.columns.length) return false
    const { columns, order } = this.store
    // Those that came since stand among them.
    const keys = kept.entries === columns.length ? order.keys.slice() : order.keys.filter((key) => key < kept.entries)
    if (knownIn(keys, columns.time) !== kept.known) return false
    this.replay = kept.replay
    this.replay.showOrder(keys)
    this.keys = keys
    this.known = kept.known
    this.states = kept.states
    this.values = { ...kept.values }
    this.isTakenOver = true
    this.kept = { begun: this.begun, entries: kept.entries }
    return true
  }

  /** Keeps all of it, in pieces, where that saves the next one time. Nobody may play it meanwhile. */
  *keep(): Generator<void, void> {
    const { begun, keys, kept, known, replay, states, values } = this
    const entries = states.length
    if (entries < worthKeeping || (kept.begun === begun && entries - kept.entries < entries / grown)) return
    yield* this.store.told.replay.write(packReplay({ replay, entries, known, states, values }, known === keys.length))
    this.kept = { begun, entries }
  }

  private *prepare(): Generator<void, void> {
    const { dictionaries } = this.store
    const { names, things } = this.replay
    yield* things.prepare(dictionaries)
    const foretell = (called: Called): void => {
      const kind = things.kindNumberOf(called.type)
      if (called.type < 0 || called.name < 0 || called.id < 0 || (kind !== 1 && kind !== 2)) return
      const word = kind === 1 ? 'group' : 'role'
      names.foretell(word, things.byId(word, called.id, called.type), called.name)
    }
    for (const of of ['resource', 'target'] as const) {
      const count = of === 'resource' ? things.resourceCount : things.targetCount
      for (; this.values[of] < count; this.values[of]++) {
        foretell(of === 'resource' ? things.resource(this.values[of]) : things.target(this.values[of]))
        if (this.values[of] % piece === 0) yield
      }
    }
  }

  private *play(keys: Uint32Array, known: number, from: number): Generator<void, void> {
    const { columns, targetSets } = this.store
    const { memory, things } = this.replay
    const telling = new Telling()
    for (let at = from; at < keys.length; at++) {
      if (at <= known) memory.checkpoint(at, known)
      if (at % piece === 0) yield
      const key = keys[at] as number
      const state = columns.state[key] as number
      const status = state & statusMask
      if (status === failed || (state & stateBit.version) !== 0) continue
      const action = this.actionOf(columns.ids.action[key] as number)
      const changes = (state & stateBit.changes) !== 0
      if (action.does === 'check' || (!changes && !action.isPlayed)) continue
      if (changes) {
        const { block, index } = this.told(key)
        telling.set(block, index)
      } else telling.set(null, 0)
      const set = columns.ids.targets[key] as number
      const one = columns.ids.target[key] as number
      const targets = set > 0 ? Array.from(targetSets.of(set), (target) => things.target(target)) : one > 0 ? [things.target(one)] : []
      this.replay.play({
        key,
        place: at < known ? at : -1,
        action,
        isSuccess: status === success,
        resource: things.resource(columns.ids.resource[key] as number),
        targets,
        telling,
      })
    }
    if (known === keys.length) memory.checkpoint(known, known)
  }

  private actionOf(id: number): ActionRead & { readonly isPlayed: boolean } {
    const read = this.actions.get(id)
    if (read) return read
    const word = this.store.dictionaries.action.at(id)[0] ?? ''
    const found = { ...actionRead(word), isPlayed: changing.test(word) }
    this.actions.set(id, found)
    return found
  }

  private told(key: number): { readonly block: OpenTold; readonly index: number } {
    const { first, told } = this.store.told.of(key)
    const known = this.opened.get(first)
    if (known?.records === told.records) return { block: known, index: key - first }
    const opened = openTold(told, this.replay.texts)
    if (this.opened.size >= mostOpen) this.opened.delete(this.opened.keys().next().value as number)
    this.opened.set(first, opened)
    return { block: opened, index: key - first }
  }
}

/** Fewer entries are played in no time. */
const worthKeeping = 2_000
/** It is kept again once it has grown by this part. */
const grown = 8
/** As many as are unpacked. */
const mostOpen = 1024

/** Null for what is damaged, or of another layout. */
function unpackedSafely(whole: Buffer): PlayedLog | null {
  let found: PlayedLog | null = null
  readsWhole(() => (found = unpackReplay(whole, new Replay())))
  return found
}
