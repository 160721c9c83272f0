interface Waiting<T> {
  readonly due: number
  readonly order: number
  readonly value: T
}

/** A priority queue by due time; what is due at the same time comes out in the order it went in. */
export class Queue<T> {
  private readonly heap: Waiting<T>[] = []
  private orders = 0

  get size(): number {
    return this.heap.length
  }

  /** Due time of the first; Infinity when empty. */
  get nextDue(): number {
    return this.heap[0]?.due ?? Infinity
  }

  add(due: number, value: T): void {
    const added: Waiting<T> = { due, order: this.orders++, value }
    let at = this.heap.push(added) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = this.heap[above] as Waiting<T>
      if (!before(added, parent)) break
      this.heap[at] = parent
      at = above
    }
    this.heap[at] = added
  }

  take(): T | undefined {
    const first = this.heap[0]
    const last = this.heap.pop()
    if (first === undefined || last === undefined || this.heap.length === 0) return first?.value
    let at = 0
    for (;;) {
      let below = at * 2 + 1
      const left = this.heap[below]
      if (left === undefined) break
      const right = this.heap[below + 1]
      if (right !== undefined && before(right, left)) below++
      const child = this.heap[below] as Waiting<T>
      if (!before(child, last)) break
      this.heap[at] = child
      at = below
    }
    this.heap[at] = last
    return first.value
  }
}

function before<T>(a: Waiting<T>, b: Waiting<T>): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}
