/** What a link to a view begins with. */
export const linkScheme = 'iam-audit-desk'
/**
 * Characters of the longest link that is read or made. Chromium hands the arguments of a second start to the first in one message of 32 kB; a
 * longer one ends the process that receives it.
 */
export const longestLink = 8_000

/** A link as it is passed on: of one that is too long, enough for its reader to say so. */
export const cutLink = (link: string): string => link.slice(0, longestLink + 1)
