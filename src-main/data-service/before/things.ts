import { caseless } from '@language/pattern.ts'
import { unknownTime } from '../../connector/times.ts'
import { stateBit, type Columns } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { Names } from './names.ts'
import { wholeOf, type Whole } from './told.ts'

type Texts = readonly (string | undefined)[]

/** Keys looked at before the work may stop. */
const step = 8192
/** Of one thing: one that is called by more is not told apart from others. */
const mostNames = 64
/** An id beside others of the same name, and a name without one. */
const [withId, withoutId] = [1, 2]

/** Who or what is meant by a value of a dictionary, and by which names. */
class Identities {
  private readonly byValue = new Map<number, number>()
  /** By identity; nearly all have one name. */
  private readonly namesOf = new Map<number, number | number[]>()
  private readonly numbers = new Names()
  private readonly names = new Names()
  private readonly seen: number[] = []

  /** 0 where there is nothing to tell it by. By id, which stays when a name changes; else by its first name. */
  of(
    source: number,
    value: number,
    partsOf: (value: number) => { readonly type: string; readonly id: string; readonly names: Texts },
  ): number {
    if (value === 0) return 0
    const at = source * 0x4000000 + value
    const known = this.byValue.get(at)
    if (known !== undefined) return known
    const { type, id, names } = partsOf(value)
    const called = names.flatMap((name) => (name === undefined || name === '' ? [] : [caseless(name)]))
    const kind = JSON.stringify([source, caseless(type)])
    const number =
      id !== '' ? this.numbers.numberOf(`${kind}#${id}`) : called[0] === undefined ? 0 : this.numbers.numberOf(`${kind} ${called[0]}`)
    this.byValue.set(at, number)
    for (const name of number === 0 ? [] : called) this.call(number, this.names.numberOf(`${kind} ${name}`), id !== '' ? withId : withoutId)
    return number
  }

  private call(number: number, name: number, how: number): void {
    this.seen[name] = (this.seen[name] ?? 0) | how
    const known = this.namesOf.get(number)
    if (known === undefined) this.namesOf.set(number, name)
    else if (typeof known === 'number') {
      if (known !== name) this.namesOf.set(number, [known, name])
    } else if (known.length >= mostNames) this.seen[known[0] as number] = withId | withoutId
    else if (!known.includes(name)) known.push(name)
  }

  /** Whether something that has an id is named without it elsewhere. */
  isAmbiguous(number: number): boolean {
    const names = this.namesOf.get(number)
    return [names ?? []].flat().some((name) => this.seen[name] === (withId | withoutId))
  }
}

/** When something was created or removed, by its id and its names. */
interface Ending {
  readonly key: number
  readonly at: number
}
interface Endings {
  readonly all: Ending[]
  isSorted: boolean
}

/**
 * Which entries are about the same thing, and to whom they were done: one number each by key, of one source. Made from the columns alone, in pieces, and
 * continued as entries arrive.
 */
export class Things {
  /** By key; 0: the entry does not say what it was done on. */
  thing = new Uint32Array(0)
  to = new Uint32Array(0)
  upTo = 0
  private readonly resources = new Identities()
  private readonly targets = new Identities()
  private readonly sources = new Names()
  private readonly sourceOf: number[] = []
  private readonly groups = new Names()
  private readonly endings = new Map<string, Endings>()
  private readonly wholes: (Whole | 'changing')[] = []
  private highest = 0

  constructor(private readonly store: CacheStore) {}

  get count(): number {
    return this.highest + 1
  }

  *refresh(): Generator<void, void> {
    const { columns } = this.store
    while (this.upTo < columns.length) {
      const end = Math.min(columns.length, this.upTo + step)
      this.thing = grown(this.thing, columns.length)
      this.to = grown(this.to, columns.length)
      for (let key = this.upTo; key < end; key++) this.take(key, columns)
      this.upTo = end
      yield
    }
  }

  private take(key: number, { ids, state, time }: Columns): void {
    const source = this.sourceNumber(ids.source[key] as number)
    const resource = ids.resource[key] as number
    const thing = this.resources.of(source, resource, this.resourceParts)
    this.thing[key] = thing
    if (thing > this.highest) this.highest = thing
    this.to[key] = this.groups.numberOf(
      this.targetsOf(key)
        .map((target) => this.targets.of(source, target, this.targetParts))
        .join(),
    )
    const whole = this.wholeOf(ids.action[key] as number)
    if ((whole !== 'created' && whole !== 'removed') || ((state[key] as number) & stateBit.version) !== 0) return
    if (this.store.columns.statusOf(key) === 'failed') return
    const { type, id, names } = this.resourceParts(resource)
    const at = time[key] as number
    for (const alias of aliases(source, type, id, names)) {
      const known = this.endings.get(alias)
      if (known) {
        known.isSorted &&= (known.all.at(-1) as Ending).at <= at
        known.all.push({ key, at })
      } else this.endings.set(alias, { all: [{ key, at }], isSorted: true })
    }
  }

  /** By name: definitions of one name are one source. */
  private sourceNumber(id: number): number {
    return (this.sourceOf[id] ??= this.sources.numberOf(this.sourceName(id)))
  }

  sourceName(id: number): string {
    return this.store.dictionaries.source.at(id)[0] ?? ''
  }

  private wholeOf(action: number): Whole | 'changing' {
    const known = this.wholes[action]
    if (known !== undefined) return known
    const [canonical = '', verbatim = canonical] = this.store.dictionaries.action.at(action)
    return (this.wholes[action] = wholeOf(canonical, verbatim))
  }

  private targetsOf(key: number): readonly number[] {
    const { ids } = this.store.columns
    const set = ids.targets[key] as number
    return set === 0 ? [ids.target[key] as number] : [...this.store.targetSets.of(set)]
  }

  private readonly resourceParts = (value: number) => {
    const [type = '', id = '', name] = this.store.dictionaries.resource.at(value)
    return { type, id, names: [name] }
  }

  private readonly targetParts = (value: number) => {
    const [type = '', id = '', email, name] = this.store.dictionaries.target.at(value)
    return { type, id, names: [email, name] }
  }

  /** Whether the log does not tell exactly what the entry was done on, or to whom. */
  isAmbiguous(key: number): boolean {
    const source = this.sourceNumber(this.store.columns.ids.source[key] as number)
    return (
      this.resources.isAmbiguous(this.thing[key] as number) ||
      this.targetsOf(key).some((target) => this.targets.isAmbiguous(this.targets.of(source, target, this.targetParts)))
    )
  }

  /** An entry from the base's time up to this one's that created or removed who this was done to; null for none. */
  recreated(key: number, base: number): number | null {
    if (this.endings.size === 0) return null
    const { columns } = this.store
    const source = this.sourceNumber(columns.ids.source[key] as number)
    const [from, to] = [columns.time[base] as number, columns.time[key] as number]
    for (const target of this.targetsOf(key)) {
      if (target === 0) continue
      const { type, id, names } = this.targetParts(target)
      for (const alias of aliases(source, type, id, names)) {
        const endings = this.endings.get(alias)
        const found = endings ? firstBetween(endings, from, to, (each) => each !== key && each !== base) : null
        if (found !== null) return found
      }
    }
    return null
  }
}

function aliases(source: number, type: string, id: string, names: Texts): string[] {
  const kind = JSON.stringify([source, caseless(type)])
  const called = names.flatMap((name) => (name === undefined || name === '' ? [] : [`${kind} ${caseless(name)}`]))
  return id === '' ? called : [`${kind}#${id}`, ...called]
}

/** Sorts what came out of order once; what has no time may have been at any. */
function firstBetween(of: Endings, from: number, to: number, isAsked: (key: number) => boolean): number | null {
  const endings = of.all
  if (!of.isSorted) endings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  of.isSorted = true
  let [low, high] = [0, endings.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((endings[middle] as Ending).at < from) low = middle + 1
    else high = middle
  }
  for (let i = low; i < endings.length; i++) {
    const { at, key } = endings[i] as Ending
    if (at > to) break
    if (isAsked(key)) return key
  }
  const last = endings.at(-1)
  return last?.at === unknownTime && isAsked(last.key) ? last.key : null
}

function grown(old: Uint32Array<ArrayBuffer>, least: number): Uint32Array<ArrayBuffer> {
  if (old.length >= least) return old
  const bigger = new Uint32Array(Math.max(least, old.length + (old.length >> 3)))
  bigger.set(old)
  return bigger
}
