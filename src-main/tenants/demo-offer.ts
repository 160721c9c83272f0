import { accessToken, tenantUrl } from '@contract/tenant.ts'
import type { DemoWords } from './demo-words.ts'

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

/** The offer in what the environment said. Null when there is none or it is unusable. */
export function demoOffer({ url, token }: DemoWords): DemoOffer | null {
  const [readUrl, readToken] = [tenantUrl.safeParse(url), accessToken.safeParse(token)]
  return readUrl.success && readToken.success ? { url: readUrl.data, token: readToken.data } : null
}
