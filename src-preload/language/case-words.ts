import type { CaseStatus } from '@contract/casework.ts'

/** The states of a case as a person reads them, in the order in which it goes through them. */
export const caseStatusWords: Readonly<Record<CaseStatus, string>> = { open: 'Open', review: 'In review', closed: 'Closed' }

/** What stands in a text for an entry that it embeds and that its case does not have. */
export const notInCase = (id: string): string => `Entry ${id} is not in this case any more.`
