import { z } from 'zod'
import { tenantId } from './tenant.ts'

const id = z.number().int().positive()
const ofTenant = z.object({ tenant: tenantId })
const nothing = z.undefined()

/** Names of one person. */
export const mostNames = 100

/**
 * What a person says of somebody: under these names (emails, ids or names, as entries have them; letter case does not tell two apart) it is one and the same.
 * Filters by any of them find all; facets and groups count them as one. The entries stay as they are.
 */
export const personContent = z.object({
  /** The first is the one that counts show. */
  names: z
    .array(z.string().trim().min(1).max(320))
    .min(2, 'A person needs two names at least.')
    .max(mostNames)
    .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, 'A name can be given once.'),
  /** Why they are one. */
  note: z.string().max(2000),
})
export type PersonContent = z.infer<typeof personContent>

/** By whom (name of the operating system's user) and when (this machine's clock, ms) it was said. */
export const person = personContent.extend({ id, author: z.string(), createdAt: z.number(), changedAt: z.number() })
export type Person = z.infer<typeof person>

/** A name belongs to one person: `invalid-request` where it is another's already. */
export const peopleApi = {
  'people.list': { params: ofTenant, result: z.array(person) },
  'people.add': { params: ofTenant.extend({ content: personContent }), result: person },
  'people.change': { params: ofTenant.extend({ id, content: personContent }), result: person },
  'people.remove': { params: ofTenant.extend({ id }), result: nothing },
  'people.restore': { params: ofTenant.extend({ id }), result: nothing },
} as const
