import { accessToken, tenantUrl } from '@contract/tenant.ts'

/** Where a demo tenant is, and the token that opens it. */
export interface DemoOffer {
  readonly url: string
  readonly token: string
}

/** Who runs the demo tenant: the command that started the application, or the application itself. */
export interface DemoSource {
  /** Starts it where that is needed. @throws AppFailure `tenant-unreachable` */
  offer(): Promise<DemoOffer>
  /** Whether the tenant of this URL is this one, running or not. */
  serves(url: string): boolean
  /** It was erased: the next one is another. */
  forget(): void
}

/** The one that runs already. */
export const offered = (offer: DemoOffer): DemoSource => ({
  offer: () => Promise.resolve(offer),
  serves: (url) => url === offer.url,
  forget: () => undefined,
})

const names = { url: 'IAM_AUDIT_DESK_DEMO_URL', token: 'IAM_AUDIT_DESK_DEMO_TOKEN' } as const

/** Takes the offer out of the environment, so that no child process inherits the token. Null when there is none or it is unusable. */
export function takeDemoOffer(env: NodeJS.ProcessEnv): DemoOffer | null {
  const url = tenantUrl.safeParse(env[names.url])
  const token = accessToken.safeParse(env[names.token])
  for (const name of Object.values(names)) Reflect.deleteProperty(env, name)
  return url.success && token.success ? { url: url.data, token: token.data } : null
}
