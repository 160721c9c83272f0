import { accessToken, tenantUrl } from '@contract/tenant.ts'

/** The demo tenant that the command which started the application runs for it. */
export interface DemoOffer {
  readonly url: string
  readonly token: string
}

const names = { url: 'IAM_AUDIT_DESK_DEMO_URL', token: 'IAM_AUDIT_DESK_DEMO_TOKEN' } as const

/** Takes the offer out of the environment, so that no child process inherits the token. Null when there is none or it is unusable. */
export function takeDemoOffer(env: NodeJS.ProcessEnv): DemoOffer | null {
  const url = tenantUrl.safeParse(env[names.url])
  const token = accessToken.safeParse(env[names.token])
  for (const name of Object.values(names)) Reflect.deleteProperty(env, name)
  return url.success && token.success ? { url: url.data, token: token.data } : null
}
