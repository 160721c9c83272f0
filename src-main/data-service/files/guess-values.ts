import type { GuessField } from '@contract/import.ts'
import { knownActions } from './known-actions.ts'
import { statusWords } from '@language/status-words.ts'

const status: ReadonlySet<string> = new Set([...statusWords.success, ...statusWords.failed].filter((word) => !/^\d+$/.test(word)))
const isAddress = (text: string): boolean => /^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?$|^[\da-f]*:[\da-f:]+$/i.test(text)
const isMail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
/** Words for what was done: letters, in a few words. */
const isWords = (text: string): boolean => /^[\p{L}][\p{L}\p{N} _.:/-]{1,80}$/u.test(text) && !isMail(text) && !isAddress(text)

const most = 0.8
const share = (values: readonly string[], fits: (text: string) => boolean): boolean =>
  values.length > 0 && values.filter(fits).length / values.length >= most

/** What values themselves say, where a name says nothing: the surest first. */
export const byValues: readonly {
  readonly field: GuessField
  readonly fits: (values: readonly string[]) => boolean
  readonly reason: string
}[] = [
  { field: 'action', fits: (values) => share(values, (text) => knownActions.has(text)), reason: 'Its values are known actions.' },
  { field: 'status', fits: (values) => share(values, (text) => status.has(text.toLowerCase())), reason: 'Its values say how it went.' },
  { field: 'ip', fits: (values) => share(values, isAddress), reason: 'Its values are addresses of a network.' },
  { field: 'actor.email', fits: (values) => share(values, isMail), reason: 'Its values are mail addresses.' },
  {
    field: 'action',
    fits: (values) => share(values, isWords) && values.filter((text) => /[_. :]/.test(text)).length * 2 >= values.length,
    reason: 'Its values are words for what was done, and no other column’s are.',
  },
]
