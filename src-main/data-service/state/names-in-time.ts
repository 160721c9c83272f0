import { caseless } from '@language/pattern.ts'
import type { ThingKind, Things } from './things.ts'

interface Naming {
  /** Place in the order of time. */
  readonly from: number
  readonly name: string
}

/** What things are called when, and who a name means. */
export class NamesInTime {
  private readonly names = new Map<number, Naming[]>()
  /** By kind and name: who is called so now, in the order in which they came to it. */
  private readonly holders = new Map<string, Set<number>>()
  /** By kind and name: with an id, whoever was called so at any time. */
  private readonly ever = new Map<string, Set<number>>()

  constructor(private readonly things: Things) {}

  /** Somebody who is named by an entry of the whole log, before it is played. */
  foretell(thing: number, name: string): void {
    add(this.ever, this.key(thing, name), thing)
  }

  /** It is called so from this place on. */
  note(thing: number, name: string | undefined, place: number): void {
    if (name === undefined || name === '') return
    const known = this.names.get(thing)
    const last = known?.at(-1)
    if (last?.name === name) return
    if (last) this.holders.get(this.key(thing, last.name))?.delete(thing)
    if (known) known.push({ from: place, name })
    else this.names.set(thing, [{ from: place, name }])
    add(this.holders, this.key(thing, name), thing)
  }

  /** It is gone: its name may mean another. */
  end(thing: number): void {
    const last = this.names.get(thing)?.at(-1)
    if (last) this.holders.get(this.key(thing, last.name))?.delete(thing)
  }

  /** It is there again. */
  begin(thing: number): void {
    const last = this.names.get(thing)?.at(-1)
    if (last) add(this.holders, this.key(thing, last.name), thing)
  }

  /**
   * Whom a name means now: who is called so; of several the one that is preferred; of none the only one who ever is. A thing of its own where that leaves it open.
   */
  meant(kind: 'group' | 'role', name: string, prefers: (thing: number) => boolean = () => false): number {
    const key = `${kind} ${caseless(name)}`
    const now = [...(this.holders.get(key) ?? [])]
    const preferred = now.filter(prefers)
    if (preferred.length === 1) return preferred[0] as number
    if (now.length === 1) return now[0] as number
    const ever = [...(this.ever.get(key) ?? [])]
    if (now.length === 0 && ever.length === 1) return ever[0] as number
    const nameless = this.things.nameless(kind, name)
    this.note(nameless, name, -1)
    return nameless
  }

  /** As it was called then, or else at first. */
  at(thing: number, place: number): string | null {
    const known = this.names.get(thing)
    return (known?.findLast(({ from }) => from <= place) ?? known?.[0])?.name ?? null
  }

  /** What it is called from when to when, in places `[from, to)`; from its first name on it had that name before, as far as anybody knows. */
  stretches(thing: number): readonly { readonly from: number; readonly to: number; readonly name: string }[] {
    const known = this.names.get(thing) ?? []
    return known.map(({ from, name }, at) => ({ from: at === 0 ? -1 : from, to: known[at + 1]?.from ?? Infinity, name }))
  }

  private key(thing: number, name: string): string {
    const kind: ThingKind = this.things.at(thing).kind
    return `${kind} ${caseless(name)}`
  }
}

function add(into: Map<string, Set<number>>, key: string, thing: number): void {
  const known = into.get(key)
  if (known) known.add(thing)
  else into.set(key, new Set([thing]))
}
