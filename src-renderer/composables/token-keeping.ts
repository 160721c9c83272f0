import type { Answer } from '@contract/api.ts'

/** How a token that is entered now will be kept, for a person. */
export function tokenKeepingText(vault: Answer<'app.info'>['vault']): string {
  return vault === 'encrypted'
    ? 'The token is encrypted by this computer’s operating system and sent only to the address it was entered for.'
    : 'This computer offers no safe place for a token. It is kept in memory only, and asked for again after a restart.'
}
