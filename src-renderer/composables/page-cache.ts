import type { EntryRow } from '@contract/entry.ts'
import { pageSize } from '@contract/first-question.ts'

/** Pages kept; with {@link pageSize} rows each, a few megabytes however long the result is. */
export const maxPages = 96

/**
 * Rows of one result by their index, entries or others, in pages; the pages used longest ago are dropped. Holds nothing but what it was
 * given: asking for what is missing is its owner's job.
 */
export class PageCache<R = EntryRow> {
  readonly #pages = new Map<number, readonly R[]>()

  constructor(
    readonly size: number = pageSize,
    readonly capacity: number = maxPages,
  ) {}

  /** The row at an index, or undefined when its page is not here. */
  row(index: number): R | undefined {
    const page = Math.floor(index / this.size)
    return this.#pages.get(page)?.[index - page * this.size]
  }

  /** Marks the pages of `[first, end)` as used just now. */
  touch(first: number, end: number): void {
    for (const page of this.#pagesOf(first, end)) {
      const rows = this.#pages.get(page)
      if (!rows) continue
      this.#pages.delete(page)
      this.#pages.set(page, rows)
    }
  }

  /** Page numbers that `[first, end)` needs and that are not here, from the first on. */
  missing(first: number, end: number): number[] {
    return this.#pagesOf(first, end).filter((page) => !this.#pages.has(page))
  }

  has(first: number, end: number): boolean {
    return this.missing(first, end).length === 0
  }

  /** Keeps a page; `rows` are those of `[page × size, …)`, fewer at the end of the result. */
  put(page: number, rows: readonly R[]): void {
    this.#pages.delete(page)
    this.#pages.set(page, rows)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.capacity) break
      this.#pages.delete(oldest)
    }
  }

  /** The same for a result that goes on where this one ends. */
  fullPages(): PageCache<R> {
    const next = new PageCache<R>(this.size, this.capacity)
    for (const [page, rows] of this.#pages) if (rows.length === this.size) next.put(page, rows)
    return next
  }

  clear(): void {
    this.#pages.clear()
  }

  get pages(): number {
    return this.#pages.size
  }

  #pagesOf(first: number, end: number): number[] {
    const pages: number[] = []
    for (let page = Math.floor(first / this.size); page * this.size < end; page += 1) pages.push(page)
    return pages
  }
}
