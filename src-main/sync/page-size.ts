/** Good pages in a row after which a shrunken page grows again. */
const goodPagesToGrow = 4

/** How many entries to ask for: halves when pages come broken, too large or too slow; doubles back when they come well. */
export class PageSize {
  private size: number
  private good = 0

  constructor(private readonly bounds: { readonly min: number; readonly max: number }) {
    this.size = bounds.max
  }

  get current(): number {
    return this.size
  }

  /** Answers false when it cannot be smaller. */
  shrink(): boolean {
    this.good = 0
    if (this.size <= this.bounds.min) return false
    this.size = Math.max(this.bounds.min, Math.floor(this.size / 2))
    return true
  }

  succeeded(): void {
    if (this.size >= this.bounds.max || ++this.good < goodPagesToGrow) return
    this.good = 0
    this.size = Math.min(this.bounds.max, this.size * 2)
  }
}
