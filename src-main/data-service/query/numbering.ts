/** Codes up to here are looked up in a table of their own, 4 bytes each; larger ones in a hash table. */
const mostDirect = 2 ** 22

/** Numbers the codes that occur, from 0 in the order in which they are met. Codes are whole numbers below 2 ** 53. */
export class Numbering {
  /** By number. */
  codes = new Float64Array(1024)
  length = 0
  /** By code, or by slot of the hash table: the number plus one; 0 is free. */
  private numbers: Uint32Array
  private readonly isDirect: boolean
  private shift = 32 - 11

  /** @param limit codes are below it */
  constructor(limit: number, direct = mostDirect) {
    this.isDirect = limit <= direct
    this.numbers = new Uint32Array(this.isDirect ? limit : 2048)
  }

  /** Writes the numbers of `codes[0, n)` to the beginning of `into`. */
  number(codes: Float64Array, n: number, into: Uint32Array): void {
    this.makeRoom(n)
    this.length = this.isDirect
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
    if (this.isDirect || most * 2 <= this.numbers.length) return
    while (2 ** (32 - this.shift) < most * 2) this.shift--
    this.numbers = new Uint32Array(2 ** (32 - this.shift))
    for (let i = 0; i < this.length; i++) this.numbers[freeSlot(this.codes[i] as number, this.numbers, this.shift)] = i + 1
  }
}

function slotOf(code: number, shift: number): number {
  const high = Math.imul((code * 2 ** -32) >>> 0, 0x85ebca6b)
  const mixed = Math.imul((code >>> 0) ^ high, 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> shift
}

function freeSlot(code: number, numbers: Uint32Array, shift: number): number {
  const mask = numbers.length - 1
  let slot = slotOf(code, shift)
  while (numbers[slot] !== 0) slot = (slot + 1) & mask
  return slot
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
