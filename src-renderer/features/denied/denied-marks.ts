import type { DeniedLine } from '@contract/denied.ts'
import { pluralText } from '../../composables/number-format.ts'

/** What stands out of a line of denied checks. */
export interface DeniedMark {
  readonly id: 'burst' | 'probing' | 'to-self' | 'used' | 'granted' | 'allowed'
  readonly word: string
  readonly hint: string
}

/** The marks of a line, the gravest first. */
export function marksOf({ allowedCount, burstCount, grants, probingCount }: DeniedLine): DeniedMark[] {
  const soon = grants.filter((grant) => grant.soon)
  const used = soon.filter((grant) => grant.used > 0)
  const marks: (DeniedMark | false)[] = [
    soon.some((grant) => grant.toSelf) && { id: 'to-self', word: 'gave it to themself', hint: 'The user gave it to themself within 24 hours of a denial.' },
    used.length > 0
      ? { id: 'used', word: 'granted, used', hint: 'Granted within 24 hours of a denial, and a check of it succeeded afterwards.' }
      : soon.length > 0 && { id: 'granted', word: 'granted soon', hint: 'Granted within 24 hours of a denial. The log does not tell whether it was used.' },
    probingCount > 0 && { id: 'probing', word: 'probing', hint: `5 or more permissions were denied to the user within an hour: ${pluralText(probingCount, 'time')}.` },
    burstCount > 0 && { id: 'burst', word: 'burst', hint: `10 or more checks of the user were denied within 10 minutes: ${pluralText(burstCount, 'time')}.` },
    allowedCount > 0 && { id: 'allowed', word: 'held when denied', hint: `By what the log tells it was held at ${pluralText(allowedCount, 'denial')}: the log or the state is wrong.` },
  ] // prettier-ignore
  return marks.filter((mark) => mark !== false)
}
