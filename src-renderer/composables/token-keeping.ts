import type { Answer } from '@contract/api.ts'

/** How a token that is entered now will be kept, for a person. */
export function tokenKeepingText(vault: Answer<'app.info'>['vault']): string {
  return vault === 'encrypted'
    ? 'The token is encrypted by this computer’s operating system and sent only to the address it was entered for.'
    : 'No secure key store on this computer: the token stays in memory and you enter it again after a restart.'
}

/** For tokens that an earlier version kept on the disk without protection; `names` are the tenants'. */
export function exposedTokenText(names: string, vault: Answer<'app.info'>['vault']): string {
  const now =
    vault === 'encrypted' ? 'encrypted by this computer’s operating system' : 'kept in memory only: you enter it again after a restart'
  return `The access token of ${names} lay on this computer encrypted with a key that everybody knows: whoever could read its files could read the token. It is now ${now}. Revoke it at the tenant and enter a new one if others could have read those files, a backup of them included.`
}
