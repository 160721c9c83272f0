import { z } from 'zod'
import { facetFields, fieldNames, listedFields, noCondition, type FacetField, type Field, type ListedField } from './filter-names.ts'

/**
 * The filter is a small tree over these fields. The query text, the chips, the facets and the date picker all read
 * and write this one tree; `language/` parses, prints and edits it, the data service evaluates it.
 *
 * What a value means, per field (letter case never matters, Unicode-aware; see `language/pattern.ts`):
 * - `action resource resource.name actor target permission tag case source`: the whole value, `*` stands for any run of characters and `\*` for a star.
 *   `actor` and `target` compare with email, name and id, `target` with those of each of an entry's targets; `source` with the name of the definition; `resource` with the type; `resource.name` with name and id.
 * - `user role group`: an entry that names one of that kind, as who did it, as what it was done on or as whom it was done to: by email, name or id, or by
 *   the same id as one that is found so. A role or group is a resource or target of the type `role` or `group`; a user is an actor, a target with an
 *   email or without a type, or a resource or target whose type is an account's.
 * - `mark`: a name of `marks.ts`, or `*` for any of them; of entries whose marks are not known yet none
 * - `status`: `success` (also `successful`) | `failed` | `unknown`
 * - `action`: the canonical spelling or the source's own
 * - `ip`: an address or a CIDR block, which finds any address in what was sent, or a pattern with `*`
 * - `agent`, `raw`: any part
 * - an empty value of `action actor resource target ip`: the attribute is absent
 * - `on`: a day `2026-01-31`, month `2026-01`, quarter `2026-Q1`, ISO week `2026-W05` or year `2026`; `after` (inclusive) and `before` (exclusive):
 *   the first instant of one, or a date-time `2026-01-31T10:00[:00[.000]][Z|±hh:mm]`;
 *   without an offset it is in the zone of the evaluation context. `last`: `15m 24h 30d 4w 6mo 2y`, up to now.
 * - `weekday`: `monday` … `sunday`, three letters are enough; `hour`: `09`, or `09..17`, both ends included, also over midnight (`22..05`); as the clock of
 *   the evaluation context's zone shows them
 * - `added removed`: a member of a list inside before/after; `changed`: the name (or dotted path) of a field that differs; `*` allowed
 * - `has`: `changes` (something differs) `before` (what was before, as received; also that there was nothing) `note target ip`; `is`: `bookmarked late drifted invalid vanished`
 * - `request`, `id`: the whole value
 */
export const field = z.enum(fieldNames)

export type Filter =
  | { readonly kind: 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /** A substring of actor, target or resource (emails, names, ids). */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: Field; readonly value: string }

/** Members of one `and` or `or`. */
export const mostMembers = 1000
const maxValue = 4096
export const filter: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('and'), of: z.array(filter).max(mostMembers) }),
    z.object({ kind: z.literal('or'), of: z.array(filter).max(mostMembers) }),
    z.object({ kind: z.literal('not'), of: filter }),
    z.object({ kind: z.literal('text'), text: z.string().max(maxValue) }),
    z.object({ kind: z.literal('field'), field, value: z.string().max(maxValue) }),
  ]),
)

/** Matches everything. */
export const everything: Filter = noCondition
/** Whether it is {@link everything}. */
export const isEverything = (filter: Filter): boolean => filter.kind === 'and' && filter.of.length === 0

/** The fields the facet panel counts. */
export const facetField = z.enum(facetFields)
/** The fields whose values the cache lists. */
export const listedField = z.enum(listedFields)

export type { FacetField, Field, ListedField }
