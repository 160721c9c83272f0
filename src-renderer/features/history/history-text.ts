import type { Effect } from '@contract/history.ts'
import { partTitle } from '@language/state-text.ts'

/** What an entry did to the subject, without its full stop. Holds names as the tenant sent them: show it as visible text. */
export function effectText({ kind, member, part }: Effect): string {
  const whom = member?.value ?? ''
  switch (kind) {
    case 'created':
      return 'created'
    case 'deleted':
      return 'removed'
    case 'field':
      return `${partTitle(part).toLowerCase()} changed`
    case 'add':
      return { holders: `given to ${whom}`, members: `${whom} joined`, groups: `joined ${whom}` }[part] ?? `received ${whom}`
    case 'remove':
      return { holders: `removed from ${whom}`, members: `${whom} left`, groups: `left ${whom}` }[part] ?? `lost ${whom}`
  }
}
