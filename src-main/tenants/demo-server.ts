import { z } from 'zod'
import { fail } from '@contract/errors.ts'
import { accessToken, tenantUrl } from '@contract/tenant.ts'
import type { KeyValueStore } from '../settings/store.ts'
import type { DemoOffer, DemoSource } from './demo-offer.ts'

/** A demo tenant's process. */
export interface DemoProcess {
  /** The line of JSON it prints once it listens; rejects when it ended before. */
  readonly said: Promise<string>
  stop(): void
}

export interface DemoServerOptions {
  readonly start: (args: readonly string[]) => DemoProcess
  readonly store: KeyValueStore
  readonly now: () => number
}

const entries = 50_000
const key = 'demo'
/** Where it is served, and where its history ends, ms: a restart must find the same tenant. */
const place = z.object({ port: z.number().int().min(1).max(65_535), until: z.number() })
const announced = z.object({ url: tenantUrl, token: accessToken })

/** A demo tenant that the application serves itself, on loopback, from when it is first wanted until the application ends. */
export function createDemoServer({ start, store, now }: DemoServerOptions): DemoSource & { stop(): void } {
  let running: { readonly process: DemoProcess; readonly offer: Promise<DemoOffer> } | null = null
  const kept = (): z.infer<typeof place> | undefined => place.safeParse(store.get(key)).data

  async function announce(process: DemoProcess, until: number): Promise<DemoOffer> {
    try {
      const offer = announced.parse(JSON.parse(await process.said))
      store.set(key, { port: Number(new URL(offer.url).port), until })
      return offer
    } catch (thrown) {
      running = null
      process.stop()
      throw fail(
        'tenant-unreachable',
        'The demo tenant could not be started.',
        kept()
          ? 'Another program may use its place. Start the application again, or erase the demo tenant and open a new one.'
          : 'Try again.',
        thrown instanceof Error ? thrown.message : String(thrown),
      )
    }
  }

  const stop = (): void => {
    running?.process.stop()
    running = null
  }

  return {
    serves: (url) => url === `http://127.0.0.1:${String(kept()?.port)}`,
    offer() {
      if (running) return running.offer
      const { port, until } = kept() ?? { port: 0, until: now() }
      const process = start([
        ...['--port', String(port), '--entries', String(entries)],
        ...['--until', new Date(until).toISOString(), '--now', 'real'],
      ])
      running = { process, offer: announce(process, until) }
      return running.offer
    },
    forget() {
      stop()
      store.set(key, null)
    },
    stop,
  }
}
