import { caseless } from '@language/pattern.ts'
import type { Organisation } from '../state/organisation.ts'
import type { Stretch } from '../state/roles-in-time.ts'

/** What a source's word names; null for what is neither a role nor a group. */
function kindOf(type: string | undefined): 'group' | 'role' | null {
  const word = type === undefined ? '' : caseless(type)
  return word === 'role' || word === 'group' ? word : null
}

/** Whom a type with an id or a name means, among what was had. */
export class NamedThings {
  private readonly byId = new Map<string, number>()
  private readonly byName = new Map<string, { readonly thing: number; readonly from: number; readonly to: number }[]>()

  constructor(
    { things, replay }: Pick<Organisation, 'things' | 'replay'>,
    private readonly had: ReadonlyMap<number, readonly Stretch[]>,
  ) {
    for (const thing of had.keys()) {
      const { id, kind } = things.at(thing)
      if (id !== null) this.byId.set(`${kind} ${id}`, thing)
      for (const { name, from, to } of replay.names.stretches(thing)) {
        const key = `${kind} ${caseless(name)}`
        const known = this.byName.get(key)
        if (known) known.push({ thing, from, to })
        else this.byName.set(key, [{ thing, from, to }])
      }
    }
  }

  mayBe(type: string | undefined, id: string | undefined, name: string | undefined): boolean {
    const kind = kindOf(type)
    if (kind === null) return false
    return id === undefined ? name !== undefined && this.byName.has(`${kind} ${caseless(name)}`) : this.byId.has(`${kind} ${id}`)
  }

  /** Those that were had at the place, or up to it: what ends it is a part of it. */
  at([type, id, name]: readonly (string | undefined)[], place: number): number[] {
    const kind = kindOf(type)
    const own = id === undefined ? undefined : this.byId.get(`${kind} ${id}`)
    const called = id !== undefined || name === undefined ? [] : (this.byName.get(`${kind} ${caseless(name)}`) ?? [])
    // A name that ends with this very entry is still the one it is meant by.
    const meant = own !== undefined ? [own] : called.filter(({ from, to }) => from <= place && place <= to).map(({ thing }) => thing)
    return meant.filter((thing) => this.had.get(thing)?.some(({ from, to }) => from <= place && place <= to))
  }
}
