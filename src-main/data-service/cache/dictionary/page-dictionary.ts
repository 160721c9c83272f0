import { arePlain, endOfValue, encodeParts, encodePlain } from './dictionary-encoding.ts'
import { hashParts } from './hash-index.ts'

/** Different values, numbered from 1 in their order. */
export interface DistinctValues {
  /** Joined; see `dictionary-encoding.ts`. */
  readonly text: string
  readonly hashes: Uint32Array<ArrayBuffer>
}

type Part = string | undefined

/** Numbers the different values of one attribute as they come; 0 is for who has none. */
export class PageDictionary {
  /** Numbers by hash, at most half full. */
  private places = new Uint32Array(256)
  private hashes = new Uint32Array(128)
  /** Four of each. */
  private readonly parts: Part[] = []
  private count = 0

  numberOf(a: Part, b?: Part, c?: Part, d?: Part): number {
    const hash = hashParts(a, b, c, d)
    const { places, hashes, parts } = this
    const mask = places.length - 1
    let at = hash & mask
    for (let number = places[at] as number; number !== 0; number = places[at] as number) {
      if (hashes[number - 1] === hash) {
        const of = (number - 1) * 4
        if (parts[of] === a && parts[of + 1] === b && parts[of + 2] === c && parts[of + 3] === d) return number
      }
      at = (at + 1) & mask
    }
    parts.push(a, b, c, d)
    hashes[this.count] = hash
    places[at] = ++this.count
    if (this.count === hashes.length) this.grow()
    return this.count
  }

  /** All of them. */
  done(): DistinctValues {
    const { parts, count } = this
    const join = arePlain(parts) ? encodePlain : encodeParts
    const values: string[] = []
    for (let of = 0; of < parts.length; of += 4) values.push(join(parts[of], parts[of + 1], parts[of + 2], parts[of + 3]))
    return { text: values.join(endOfValue), hashes: this.hashes.slice(0, count) }
  }

  private grow(): void {
    const hashes = new Uint32Array(this.hashes.length * 2)
    hashes.set(this.hashes)
    const places = new Uint32Array(this.places.length * 2)
    const mask = places.length - 1
    for (let n = 0; n < this.count; n++) {
      let at = (hashes[n] as number) & mask
      while (places[at] !== 0) at = (at + 1) & mask
      places[at] = n + 1
    }
    this.hashes = hashes
    this.places = places
  }
}

/** What a dictionary calls the values of a table, looked up as they are needed. */
export class Translation {
  private readonly values: readonly string[]
  private readonly ids: Uint32Array

  constructor(
    private readonly from: DistinctValues,
    private readonly to: { idOfJoined(value: string, hash: number): number },
  ) {
    this.values = from.text.split(endOfValue)
    this.ids = new Uint32Array(from.hashes.length + 1)
  }

  /** The id of a number. */
  idOf(number: number): number {
    const known = this.ids[number] as number
    if (known !== 0 || number === 0) return known
    return (this.ids[number] = this.to.idOfJoined(this.values[number - 1] as string, this.from.hashes[number - 1] as number))
  }
}
