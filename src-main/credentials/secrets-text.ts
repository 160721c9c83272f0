import { givenSecrets, type Secrets } from '@contract/connector-credentials.ts'

/**
 * The fields of one tenant's credentials as the one text that the vault encrypts: a ready token as it is, as earlier versions kept it, and anything else
 * as JSON, a member a field. A token cannot be taken for the other: it holds no quotation mark behind a brace that is JSON.
 */
export function secretsText(secrets: Secrets): string {
  const names = Object.keys(secrets)
  return names.length === 1 && secrets.token !== undefined ? secrets.token : JSON.stringify(secrets)
}

export function readSecrets(text: string): Secrets {
  if (!text.startsWith('{"')) return { token: text }
  try {
    const read = givenSecrets.safeParse(JSON.parse(text))
    return read.data ?? { token: text }
  } catch {
    return { token: text }
  }
}

/** Everything of it that must not be seen: what a redactor has to know. */
export function secretTexts(secrets: Secrets): readonly string[] {
  const { token, secondSecret, clientSecret, refreshToken, serviceAccount, secretAccessKey } = secrets
  const key = serviceAccount === undefined ? [] : [serviceAccount, ...privateKeyLines(serviceAccount)]
  return [token, secondSecret, clientSecret, refreshToken, secretAccessKey, ...key].filter((each) => each !== undefined)
}

/** A key is printed line by line, if at all. */
function privateKeyLines(text: string): readonly string[] {
  const key = /-----BEGIN[^-]*-----([\s\S]*?)-----END/.exec(text)?.[1] ?? ''
  return key.split(/\\n|\s+/).filter((line) => line.length >= 16)
}
