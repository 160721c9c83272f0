import type { Actor, EntryRow, Resource, Status, Target } from '@contract/entry.ts'

/** A cell's text in two weights: what a person looks for, and what only tells namesakes apart. */
export interface TwoPart {
  readonly strong: string
  readonly faint: string
}

/** An email split before its `@`; without an email the name or the id. */
export function actorParts(actor: Actor): TwoPart {
  return emailParts(actor.email) ?? { strong: actor.name || actor.id || '—', faint: '' }
}

function emailParts(email: string | undefined): TwoPart | null {
  if (!email) return null
  const at = email.lastIndexOf('@')
  return at > 0 ? { strong: email.slice(0, at), faint: email.slice(at) } : { strong: email, faint: '' }
}

/** The name, else the id, else the type. */
export function resourceText(resource: Resource): string {
  return resource.name || resource.id || resource.type || '—'
}

/** A name with its kind before it; once, where the name begins with it: *certificate 1278* of kind *certificate*. */
export function kindAndName(kind: string | undefined, name: string): string {
  if (!kind || !name) return kind || name
  const begins = name.slice(0, kind.length).toLowerCase() === kind.toLowerCase() && !/^[\p{L}\p{N}]/u.test(name.slice(kind.length))
  return begins ? name : `${kind} ${name}`
}

export function targetText(target: Target | undefined): string {
  return target ? target.email || target.name || target.id || target.type || '' : ''
}

/** How many targets there are beside the first. */
export const moreText = (more: number | undefined): string => (more ? ` +${more}` : '')

/** A resource and, beside it, whom it went to or which permission was missing. */
export function resourceParts(row: Pick<EntryRow, 'resource' | 'target' | 'moreTargets' | 'permission'>): TwoPart {
  const to = targetText(row.target)
  const strong = resourceText(row.resource)
  if (row.permission) return { strong, faint: row.permission }
  return { strong, faint: to && (to !== strong || row.moreTargets) ? `→ ${to}${moreText(row.moreTargets)}` : '' }
}

export const statusText: Readonly<Record<Status, string>> = { success: 'Success', failed: 'Failed', unknown: 'Unknown' }

/** What is unusual about an entry, in words; empty for most. */
export function flagTexts(flags: EntryRow['flags']): readonly string[] {
  return [
    flags.bookmarked && 'Bookmarked',
    flags.noted && 'Has a note',
    flags.late && 'Arrived late: it was not there when its time was first fetched',
    flags.drifted && 'Drifted: the tenant later sent another text for it',
    flags.vanished && 'Vanished: the tenant no longer sends it',
    flags.invalid && 'Does not fit the expected format; kept as received',
  ].filter((word) => word !== false)
}
