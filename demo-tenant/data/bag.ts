/** A set that can also hand out its n-th member at once. Removal does not keep the order. */
export class Bag<T> {
  private readonly members: T[] = []
  private readonly places = new Map<T, number>()

  get size(): number {
    return this.members.length
  }

  get list(): readonly T[] {
    return this.members
  }

  has(member: T): boolean {
    return this.places.has(member)
  }

  /** @returns whether it was not there before */
  add(member: T): boolean {
    if (this.places.has(member)) return false
    this.places.set(member, this.members.length)
    this.members.push(member)
    return true
  }

  /** @returns whether it was there */
  remove(member: T): boolean {
    const place = this.places.get(member)
    if (place === undefined) return false
    const last = this.members.pop() as T
    if (last !== member) {
      this.members[place] = last
      this.places.set(last, place)
    }
    this.places.delete(member)
    return true
  }
}
