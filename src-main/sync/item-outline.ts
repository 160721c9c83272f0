const [quote, backslash, comma, letterU] = [34, 92, 44, 117]
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]
const nothing = Buffer.from('null')

/** How much of an item is kept: levels, values of an inner object or list, bytes of a text, and bytes in all. */
const [levels, mostValues, longestText, mostBytes] = [4, 100, 2048, 256 * 1024]

/** An item with its long texts and lists cut and its depths left out: JSON of a few kB that still says which entry it is and when it was. */
export class ItemOutline {
  private readonly bytes = Buffer.alloc(mostBytes)
  private length = 0
  private depth = 0
  private inString = false
  /** Characters of an escape that are still to come. */
  private escape = 0
  private textLength = 0
  private isCut = false
  /** What is left out ends where the depth is this again; its closing bracket is kept when it is the rest of something. */
  private skipped: { readonly to: number; readonly closes: boolean } | null = null
  private readonly values: number[] = []

  push(byte: number): void {
    if (this.inString) return this.pushInString(byte)
    switch (byte) {
      case quote:
        this.inString = true
        this.textLength = 0
        this.isCut = false
        return this.put(byte)
      case openBrace:
      case openBracket:
        return this.open(byte)
      case closeBrace:
      case closeBracket:
        return this.close(byte)
      case comma:
        return this.next(byte)
      default:
        this.put(byte)
    }
  }

  /** JSON; null when even that would be too long. */
  text(): string | null {
    return this.length > mostBytes ? null : this.bytes.toString('utf8', 0, this.length)
  }

  private pushInString(byte: number): void {
    if (this.escape > 0) {
      this.escape = byte === letterU && this.escape === 5 ? 4 : this.escape === 5 ? 0 : this.escape - 1
      if (!this.isCut) this.put(byte)
      return
    }
    if (byte === quote) {
      this.inString = false
      return this.put(byte)
    }
    // Between two characters, never inside one.
    if (++this.textLength > longestText && (byte < 0x80 || byte >= 0xc0)) this.isCut = true
    if (byte === backslash) this.escape = 5
    if (!this.isCut) this.put(byte)
  }

  private open(byte: number): void {
    if (!this.skipped && this.depth >= levels) {
      for (const each of nothing) this.put(each)
      this.skipped = { to: this.depth, closes: false }
    }
    this.put(byte)
    this.values[++this.depth] = 0
  }

  private close(byte: number): void {
    this.depth--
    const { skipped } = this
    if (skipped?.to === this.depth) {
      this.skipped = null
      if (!skipped.closes) return
    }
    this.put(byte)
  }

  private next(byte: number): void {
    const count = (this.values[this.depth] ?? 0) + 1
    this.values[this.depth] = count
    if (!this.skipped && this.depth > 1 && count >= mostValues) this.skipped = { to: this.depth - 1, closes: true }
    this.put(byte)
  }

  private put(byte: number): void {
    if (this.skipped) return
    if (this.length < mostBytes) this.bytes[this.length] = byte
    this.length++
  }
}
