import type { Event } from './event.ts'
import { isOfThing } from './told.ts'

const none = new Map<string, [number, number | null]>()
const tells = ({ whole, parts }: Event): boolean => whole !== 'none' || parts.length > 0

/** What else was told at the same time. */
export class Ties {
  private readonly told: Map<string, [number, number | null]>

  constructor(private readonly together: readonly Event[]) {
    this.told = together.length === 1 ? none : new Map<string, [number, number | null]>()
    if (together.length === 1) return
    for (const event of together) {
      if (!tells(event)) continue
      this.add(`${event.within}`, event)
      this.add(`${event.within}/${event.to}`, event)
      if (isOfThing(event.whole)) this.add(`${event.within}!`, event)
      else if (event.whole !== 'none') this.add(`${event.within}/${event.to}!`, event)
      for (const code of event.parts) this.add(`${event.within}/${event.to}/${code >>> 2}`, event)
    }
  }

  private add(name: string, { key }: Event): void {
    const known = this.told.get(name)
    if (!known) this.told.set(name, [key, null])
    else if (known[0] !== key) known[1] ??= key
  }

  private other(name: string, { key }: Event): number | null {
    const known = this.told.get(name)
    if (!known) return null
    return known[0] === key ? known[1] : known[0]
  }

  /** Another entry of the same time that tells of this attribute, or of all. */
  of(event: Event, name: number): number | null {
    if (this.together.length === 1) return null
    const { within, to } = event
    return this.other(`${within}/${to}/${name}`, event) ?? this.other(`${within}/${to}!`, event) ?? this.other(`${within}!`, event)
  }

  /** Another entry of the same time that tells anything of what this one tells as a whole. */
  ofWhole(event: Event): number | null {
    if (this.together.length === 1) return null
    const { within, to, whole } = event
    return isOfThing(whole) ? this.other(`${within}`, event) : (this.other(`${within}/${to}`, event) ?? this.other(`${within}!`, event))
  }
}
