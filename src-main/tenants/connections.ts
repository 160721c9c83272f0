import type { ConnectorRef } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import type { ConnectionTest, CredentialsGiven, Tenant, TenantId } from '@contract/tenant.ts'
import { readSecrets, secretsText, secretTexts } from '../credentials/secrets-text.ts'
import type { TokenVault } from '../credentials/vault.ts'
import type { SettingsKeeper } from '../settings/settings.ts'
import type { SyncManager } from '../sync/index.ts'
import { defaultConnector } from '../connector/built-in.ts'
import type { DemoSource } from './demo-offer.ts'
import type { TenantData } from './tenant-data.ts'
import type { Tenants } from './tenants.ts'

export interface ConnectRequest {
  readonly url: string
  readonly token: CredentialsGiven
  readonly connector?: ConnectorRef | undefined
  readonly name?: string | undefined
  readonly zone?: string | undefined
}

/** Connecting and disconnecting tenants: list, token, cache and sync change together. */
export interface Connections {
  list(): readonly Tenant[]
  test(url: string, token: CredentialsGiven, connector?: ConnectorRef): Promise<ConnectionTest>
  /** A URL that is connected already keeps its cache and gets the new token. */
  connect(request: ConnectRequest): Promise<Tenant>
  /** Connects the demo tenant, or goes to it. @throws AppFailure `tenant-unreachable` when it cannot be started */
  connectDemo(): Promise<Tenant>
  /** Connects the demo tenant at start, unless it is connected already. */
  resumeDemo(): Promise<void>
  replaceToken(id: TenantId, token: CredentialsGiven): Promise<Tenant>
  rename(id: TenantId, name: string, zone: string): Tenant
  /** @throws AppFailure `invalid-request` unless `confirm` is the tenant's name */
  erase(id: TenantId, confirm: string): Promise<void>
  /** The token to send to this tenant's own origin. @throws AppFailure `no-token`, `token-unreadable` */
  tokenFor(tenant: Tenant): Promise<string>
}

export interface ConnectionsPorts {
  readonly tenants: Tenants
  readonly vault: TokenVault
  readonly data: TenantData
  readonly settings: SettingsKeeper
  /** A function because the sync manager needs these connections first. */
  readonly sync: () => SyncManager
  readonly demo: DemoSource
  /** Told of every token before anything else is done with it. */
  readonly rememberSecret: (token: string) => void
  readonly onList: (tenants: readonly Tenant[]) => void
  /** IANA name of this machine's zone. */
  readonly localZone: string
}

export function createConnections(ports: ConnectionsPorts): Connections {
  const { tenants, vault, data, settings } = ports
  const changed = (): void => ports.onList(tenants.list())

  /** As the one text that is kept; told to whoever sees to it that nothing of it is printed. */
  function remembered(given: CredentialsGiven): string {
    const secrets = typeof given === 'string' ? readSecrets(given) : given
    for (const secret of secretTexts(secrets)) ports.rememberSecret(secret)
    return secretsText(secrets)
  }

  async function keepToken(tenant: Pick<Tenant, 'id' | 'url'>, token: CredentialsGiven): Promise<void> {
    await vault.set(tenant.id, new URL(tenant.url).origin, remembered(token))
  }

  async function connect({ url, token, connector, name, zone }: ConnectRequest, demo: boolean): Promise<Tenant> {
    remembered(token)
    if (zone !== undefined) checkZone(zone)
    const known = tenants.byUrl(url)
    const tenant =
      known ??
      tenants.add({
        url,
        demo,
        name: (name ?? '') || new URL(url).host,
        connector: connector ?? defaultConnector,
        zone: zone ?? ports.localZone,
      })
    try {
      await keepToken(tenant, token)
    } catch (thrown) {
      if (!known) tenants.remove(tenant.id)
      throw thrown
    }
    // Its cache is read again with it when it is next opened.
    if (known && connector !== undefined) tenants.change(known.id, { connector })
    // The list first: the window looks the current tenant up in it.
    changed()
    settings.set({ currentTenant: tenant.id })
    ports.sync().start(tenant.id)
    return tenants.find(tenant.id)
  }

  async function connectDemo(): Promise<Tenant> {
    return await connect({ ...(await ports.demo.offer()), name: 'Demo tenant', zone: 'UTC' }, true)
  }

  async function replaceToken(id: TenantId, token: CredentialsGiven): Promise<Tenant> {
    await keepToken(tenants.find(id), token)
    changed()
    ports.sync().start(id)
    return tenants.find(id)
  }

  return {
    list: () => tenants.list(),
    test(url, token, connector) {
      return ports.sync().test(url, remembered(token), connector)
    },
    connect: (request) => connect(request, false),
    connectDemo,
    async resumeDemo() {
      if (!tenants.list().some(({ url }) => ports.demo.serves(url))) await connectDemo()
    },
    replaceToken,
    rename(id, name, zone) {
      checkZone(zone)
      const renamed = tenants.change(id, { name, zone })
      changed()
      return renamed
    },
    async erase(id, confirm) {
      if (tenants.find(id).name !== confirm) {
        throw fail('invalid-request', 'The name does not match.', 'Type the name of the tenant exactly as it is shown.')
      }
      await ports.sync().cancel(id)
      const { url } = tenants.find(id)
      await data.erase(id)
      tenants.remove(id)
      if (ports.demo.serves(url)) ports.demo.forget()
      if (settings.get().currentTenant === id) settings.set({ currentTenant: tenants.list()[0]?.id ?? null })
      await vault.remove(id)
      ports.sync().schedule()
      changed()
    },
    async tokenFor(tenant) {
      // Nobody else gives its token out, and it must run to be asked.
      const token = ports.demo.serves(tenant.url)
        ? (await ports.demo.offer()).token
        : await vault.get(tenant.id, new URL(tenant.url).origin)
      return remembered(token)
    },
  }
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw fail('invalid-request', `There is no time zone named ${zone}.`, 'Use a name such as Europe/Zurich or UTC.')
  }
}
