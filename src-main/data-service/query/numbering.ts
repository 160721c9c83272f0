/** Codes up to here are their own numbers: what is summed by number is small enough as it is. */
const mostOwn = 2 ** 17
/** Codes up to here are looked up in a table of their own, 4 bytes each; larger ones in a hash table. */
const mostDirect = 2 ** 22

/** Numbers codes, so that what belongs to them stands close together. Codes are whole numbers below 2 ** 53; each has one number. */
export class Numbering {
  /** By number. */
  codes = new Float64Array(1024)
  /** Numbers are below it. */
  length = 0
  private readonly kind: 'own' | 'direct' | 'hashed'
  /** By code, or by slot of the hash table: the number plus one; 0 is free. What it takes of memory is what it takes of time: codes are not in it. */
  private numbers: Uint32Array
  private shift = 32 - 14

  /** @param limit codes are below it @param own, direct limits; others in tests */
  constructor(limit: number, own = mostOwn, direct = mostDirect) {
    this.kind = limit <= own ? 'own' : limit <= direct ? 'direct' : 'hashed'
    this.numbers = new Uint32Array(this.kind === 'own' ? 0 : this.kind === 'direct' ? limit : 2 ** 14)
    if (this.kind !== 'own') return
    this.codes = Float64Array.from({ length: limit }, (_, code) => code)
    this.length = limit
  }

  /** Writes the numbers of `codes[0, n)` to the beginning of `into`. */
  number(codes: Float64Array, n: number, into: Uint32Array): void {
    if (this.kind === 'own') return take(codes, n, into)
    this.makeRoom(n)
    this.length =
      this.kind === 'direct'
        ? numberDirect(codes, n, into, this.numbers, this.codes, this.length)
        : numberHashed(codes, n, into, this.numbers, this.shift, this.codes, this.length)
  }

  /** For `n` codes none of which was met: the hash table stays half empty. */
  private makeRoom(n: number): void {
    const most = this.length + n
    if (most > this.codes.length) {
      const more = new Float64Array(most * 2)
      more.set(this.codes)
      this.codes = more
    }
    if (this.kind === 'direct' || most * 2 <= this.numbers.length) return
    while (2 ** (32 - this.shift) < most * 2) this.shift--
    this.numbers = new Uint32Array(2 ** (32 - this.shift))
    refill(this.codes, this.length, this.numbers, this.shift)
  }
}

function slotOf(code: number, shift: number): number {
  const high = Math.imul((code * 2 ** -32) >>> 0, 0x85ebca6b)
  const mixed = Math.imul((code >>> 0) ^ high, 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> shift
}

function refill(codes: Float64Array, length: number, numbers: Uint32Array, shift: number): void {
  const mask = numbers.length - 1
  for (let i = 0; i < length; i++) {
    let slot = slotOf(codes[i] as number, shift)
    while (numbers[slot] !== 0) slot = (slot + 1) & mask
    numbers[slot] = i + 1
  }
}

function take(codes: Float64Array, n: number, into: Uint32Array): void {
  for (let i = 0; i < n; i++) into[i] = codes[i] as number
}

function numberDirect(
  codes: Float64Array,
  n: number,
  into: Uint32Array,
  numbers: Uint32Array,
  known: Float64Array,
  length: number,
): number {
  for (let i = 0; i < n; i++) {
    const code = codes[i] as number
    let number = numbers[code] as number
    if (number === 0) {
      known[length] = code
      numbers[code] = number = ++length
    }
    into[i] = number - 1
  }
  return length
}

function numberHashed(
  codes: Float64Array,
  n: number,
  into: Uint32Array,
  numbers: Uint32Array,
  shift: number,
  known: Float64Array,
  length: number,
): number {
  const mask = numbers.length - 1
  for (let i = 0; i < n; i++) {
    const code = codes[i] as number
    let slot = slotOf(code, shift)
    let number = numbers[slot] as number
    while (number !== 0 && known[number - 1] !== code) {
      slot = (slot + 1) & mask
      number = numbers[slot] as number
    }
    if (number === 0) {
      known[length] = code
      numbers[slot] = number = ++length
    }
    into[i] = number - 1
  }
  return length
}
