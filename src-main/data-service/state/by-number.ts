/** Values by the number of a thing. Kept without holes: a list with holes is looked through like a dictionary. */
export class ByNumber<T> {
  private readonly values: (T | undefined)[] = []

  get(number: number): T | undefined {
    return this.values[number]
  }

  set(number: number, value: T | undefined): void {
    while (this.values.length <= number) this.values.push(undefined)
    this.values[number] = value
  }
}
