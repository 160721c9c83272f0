/**
 * The facts that an entry may have, beside those that every entry has: a text each, or several texts under these names. From this list follow
 * the entry's schema and how a definition says where a fact is; the connector reads each as the definition says. What tables,
 * reports and the window make of a fact stands in complete maps over it. Free of zod: the thread that reads pages has none.
 */
export const optionalFacts = {
  /** Who or what it was done to, e.g. the user who received the role. */
  target: ['type', 'email', 'name', 'id'],
  /** Why it failed; `permission`: the one that was required and missing. */
  reason: ['code', 'message', 'permission'],
  ip: 'text',
  userAgent: 'text',
  requestId: 'text',
} as const satisfies Readonly<Record<string, 'text' | readonly string[]>>

type Facts = typeof optionalFacts
export type OptionalFact = keyof Facts
/** The names of a fact's texts; never, where it is one text. */
export type PartName<F extends OptionalFact> = Facts[F] extends readonly (infer P extends string)[] ? P : never
/** A `T` for the text, or what `W` makes of one for each of the texts. */
export type OfTexts<F extends OptionalFact, T> = [PartName<F>] extends [never] ? T : Readonly<Record<PartName<F>, T>>

export const factNames = Object.keys(optionalFacts) as readonly OptionalFact[]
/** The names of a fact's texts; null where it is one text. */
export function partsOf(fact: OptionalFact): readonly string[] | null {
  const parts = optionalFacts[fact]
  return parts === 'text' ? null : parts
}

/** `one` for each fact: `whole` makes of its texts' `T`s what stands for the fact. */
export function ofFacts<T, W>(one: T, whole: (parts: Readonly<Record<string, T>>) => W): Readonly<Record<OptionalFact, T | W>> {
  const made = factNames.map((fact) => {
    const parts = partsOf(fact)
    return [fact, parts ? whole(Object.fromEntries(parts.map((part) => [part, one]))) : one] as const
  })
  return Object.fromEntries(made) as Record<OptionalFact, T | W>
}
