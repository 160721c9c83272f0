import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { RequestFailure } from '../request-failure.ts'

/** What Google's consoles write; others write the same. */
const keyFile = z.object({
  client_email: z.string().min(1).max(512),
  private_key: z.string().min(1).max(16_384),
  private_key_id: z.string().max(256).optional(),
  token_uri: z.string().max(512).optional(),
  project_id: z.string().max(256).optional(),
})
export type ServiceAccount = Omit<z.infer<typeof keyFile>, 'private_key'> & { readonly key: KeyObject }

/** @throws RequestFailure that quotes nothing of it */
export function readServiceAccount(text: string): ServiceAccount {
  try {
    const { private_key: pem, ...rest } = keyFile.parse(JSON.parse(text))
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'rsa') throw new Error('not RSA')
    return { ...rest, key }
  } catch {
    throw new RequestFailure('unauthorized', 'stop', {
      message: 'The key of the service account is not one: it must be the JSON file with client_email and private_key (RSA).',
      next: 'Make a new key in the source’s console and enter the whole file.',
    })
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
/** An assertion is used at once; sources refuse those that live longer. */
const lifeSeconds = 3600

/** A signed assertion (RFC 7523, RS256). `now` in ms. */
export function assertion(
  account: ServiceAccount,
  { audience, scope, subject, now }: { audience: string; scope?: string | undefined; subject?: string | undefined; now: number },
): string {
  const iat = Math.floor(now / 1000)
  const claims = {
    iss: account.client_email,
    ...(subject !== undefined && { sub: subject }),
    ...(scope !== undefined && { scope }),
    aud: audience,
    iat,
    exp: iat + lifeSeconds,
  }
  const head = { alg: 'RS256', typ: 'JWT', ...(account.private_key_id !== undefined && { kid: account.private_key_id }) }
  const text = `${encoded(head)}.${encoded(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), account.key).toString('base64url')}`
}
