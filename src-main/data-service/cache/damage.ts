import { damaged } from '../sqlite/open.ts'

/** What a person is told of a cache that is damaged. */
export const cacheLabels = {
  label: 'cache',
  corrupt: 'cache-corrupt',
  mend: 'Ask again: what is whole is kept, what is lost is named in the coverage, and the next sync fetches it.',
} as const

/** The failure of whoever meets with damage in a cache: `cache-corrupt`. */
export const damagedCache = (what: string): Error => damaged(cacheLabels, what)
