import { caseless } from '@language/pattern.ts'

/** Who is one and the same under several names. Never changed, only replaced. */
export class PeopleIndex {
  private readonly byName = new Map<string, readonly string[]>()

  /** @param people the names of each, the one that stands for them first; no name is in two */
  constructor(private readonly people: readonly (readonly string[])[]) {
    for (const names of people) for (const name of names) this.byName.set(caseless(name), names)
  }

  get isEmpty(): boolean {
    return this.byName.size === 0
  }

  /** Whether it was made of the same. */
  says(people: readonly (readonly string[])[]): boolean {
    return JSON.stringify(people) === JSON.stringify(this.people)
  }

  /** All names of who has any of these; undefined for who has no other name. */
  namesOf(texts: readonly (string | undefined)[]): readonly string[] | undefined {
    if (this.isEmpty) return undefined
    for (const text of texts) {
      const names = text === undefined || text === '' ? undefined : this.byName.get(caseless(text))
      if (names) return names
    }
    return undefined
  }
}

export const nobody = new PeopleIndex([])
