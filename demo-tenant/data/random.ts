/** Seeded random numbers (sfc32): the same seed gives the same sequence on every machine. */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  /** @param seed any integer @param stream separates independent sequences of one seed */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0
    this.b = Math.floor(seed / 0x1_0000_0000) | 0
    this.c = stream | 0
    this.d = 1
    for (let i = 0; i < 15; i++) this.uint32()
  }

  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0
    this.d = (this.d + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** In [0, 1). */
  next(): number {
    return this.uint32() / 0x1_0000_0000
  }

  /** Integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[this.below(list.length)] as T
  }

  /** Index in [0, size), the first far more often than the last: Zipf's law with exponent 1. */
  rank(size: number): number {
    return Math.min(size - 1, Math.floor(Math.pow(size + 1, this.next())) - 1)
  }

  /** Up to `count` different elements, in random order. */
  sample<T>(list: readonly T[], count: number): T[] {
    const copy = [...list]
    const wanted = Math.min(count, copy.length)
    for (let i = 0; i < wanted; i++) {
      const j = i + this.below(copy.length - i)
      const moved = copy[i] as T
      copy[i] = copy[j] as T
      copy[j] = moved
    }
    return copy.slice(0, wanted)
  }

  /** Lower-case hex digits, at most 8. */
  hex(digits: number): string {
    return (this.uint32() + 0x1_0000_0000).toString(16).slice(1, 1 + digits)
  }
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `evt_` and a ULID: 48 bits of time, 20 bits of a counter that rises within one source, 60 random bits. */
export class EntryIds {
  private readonly random: Random
  private count = 0
  private timeMs = -1
  private timeText = ''

  constructor(random: Random) {
    this.random = random
  }

  next(timeMs: number): string {
    if (timeMs !== this.timeMs) {
      this.timeMs = timeMs
      this.timeText = digits(timeMs, 10)
    }
    this.count = (this.count + 1) % 0x10_0000
    return `evt_${this.timeText}${digits(this.count, 4)}${digits(this.random.uint32() >>> 2, 6)}${digits(this.random.uint32() >>> 2, 6)}`
  }
}

function digits(value: number, length: number): string {
  let text = ''
  for (let rest = value, i = 0; i < length; i++) {
    text = (crockford[rest % 32] as string) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
