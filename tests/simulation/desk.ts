import { settings } from '@contract/settings.ts'
import type { SyncStatus } from '@contract/sync.ts'
import type { Tenant } from '@contract/tenant.ts'
import { createSyncManager } from '../../src-main/sync/manager.ts'
import { SimulatedClock } from './clock.ts'
import { SimulatedDataService } from './data-service.ts'
import { SimulatedTenant, type Fault } from './tenant.ts'
import { acme, MemoryStore, token } from './world.ts'

/** A sync manager in a simulated world, as the window would have it. */
export class SimulatedApp {
  readonly clock = new SimulatedClock()
  readonly tenant = new SimulatedTenant(this.clock)
  readonly service = new SimulatedDataService(this.clock)
  readonly store = new MemoryStore()
  readonly told: SyncStatus[] = []
  tenants: Tenant[] = [acme]
  everyMinutes = 15
  online = true
  tokenFor = () => Promise.resolve(token)
  manager = this.open()

  constructor(entries = 5000) {
    const now = this.clock.now()
    this.tenant.add(
      ...Array.from({ length: entries }, (_, at) => ({ id: `e${String(at).padStart(5, '0')}`, time: now - (at + 1) * 60_000 })),
    )
  }

  /** A manager as a freshly started application makes it, on what is stored. */
  open() {
    return createSyncManager({
      host: this.service,
      fetch: (url, init) => this.tenant.fetch(url, init),
      clock: this.clock,
      random: () => 0.5,
      tokenFor: () => this.tokenFor(),
      tenants: () => this.tenants,
      settings: () => settings.parse({ syncEveryMinutes: this.everyMinutes }),
      emit: (status) => this.told.push(status),
      store: this.store,
      online: () => this.online,
    })
  }

  get status(): SyncStatus {
    return this.manager.status(acme.id)
  }

  /** A fault for every request from this one on. */
  failFrom(first: number, fault: Fault): void {
    this.tenant.faultOf = (request) => (request >= first ? fault : null)
  }

  heal(): void {
    this.tenant.faultOf = () => null
  }

  async sync(): Promise<SyncStatus> {
    this.manager.start(acme.id)
    await this.clock.settle()
    return this.status
  }

  get whole(): boolean {
    return this.service.stored.size === this.tenant.all.length && this.service.state().gaps.length === 0
  }
}
