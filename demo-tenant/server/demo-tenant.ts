import type { IncomingMessage, ServerResponse } from 'node:http'
import { fixedNow, hour, day } from '../data/calendar.ts'
import { Random } from '../data/random.ts'
import { toldBy, wireEntries } from '../generate.ts'
import { modelOf, type OrganisationModel } from '../model.ts'
import { Story } from '../story/story.ts'
import type { Incident } from '../story/stage.ts'
import { AuditLogApi, type Answer } from './api.ts'
import { TenantClock } from './clock.ts'
import { control, isControl } from './control.ts'
import { driftLine } from './drift.ts'
import { Elsewhere } from './elsewhere.ts'
import { EntryStore } from './entry-store.ts'
import { alterations, misshapen } from './fault-answers.ts'
import { deliveries } from './fault-delivery.ts'
import { FaultBoard, type Fault, type FaultKind } from './faults.ts'
import { Listener } from './listener.ts'
import type { AppendOptions, DemoTenantOptions } from './options.ts'
import { Tokens, type TokenName } from './tokens.ts'

export interface Served {
  readonly path: string
  readonly status: number
  readonly entries: number
  readonly faults: readonly FaultKind[]
}

export interface DemoTenantStats {
  readonly entries: number
  /** Entries young enough to be given out. */
  readonly retained: number
  readonly now: number
  readonly requests: number
  readonly pages: number
  readonly entriesServed: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly byFault: Readonly<Partial<Record<FaultKind, number>>>
  readonly faults: readonly Fault[]
  /** Whether anyone followed a URL to the other origin, and with the token. */
  readonly elsewhere: { readonly requests: number; readonly withAuthorization: number }
  /** The newest requests, oldest first; never a token. */
  readonly recent: readonly Served[]
}

const keptRequests = 500

/** A running tenant. */
export class DemoTenant {
  readonly tokens: Readonly<Record<TokenName, string>>
  readonly clock: TenantClock
  readonly api: AuditLogApi
  private readonly story: Story
  private readonly store = new EntryStore()
  private readonly random: Random
  private readonly tokenBox: Tokens
  private readonly faults = new FaultBoard()
  private readonly elsewhere = new Elsewhere()
  private readonly listener: Listener
  private readonly recent: Served[] = []
  private readonly issued: string[] = []
  private previous: readonly Buffer[] = []
  private requests = 0
  private pages = 0
  private entriesServed = 0
  private readonly byStatus: Record<string, number> = {}
  private live: NodeJS.Timeout | undefined
  private readonly lateShare: number

  constructor(options: DemoTenantOptions) {
    const { entries = 50_000, seed = 1, now = fixedNow, until = now, profile = 'story' } = options
    this.story = new Story({ entries: profile === 'story' ? entries : 2_000, seed, now: until })
    const told = toldBy(this.story)
    if (profile === 'bench') for (const entry of wireEntries({ entries, seed, now: until, profile })) this.store.add(entry)
    // Live entries come from the story, whoever tells the history: it must have got as far.
    for (const entry of told) if (profile === 'story') this.store.add(entry)
    this.random = new Random(seed, 9)
    this.tokenBox = new Tokens(seed)
    this.tokens = this.tokenBox.values
    this.clock = new TenantClock(now, options.frozen)
    this.lateShare = options.lateShare ?? 0.15
    this.faults.set(options.faults ?? [])
    this.api = new AuditLogApi({
      store: this.store,
      clock: this.clock,
      tokens: this.tokenBox,
      cursorSecret: `cursors of ${String(seed)}`,
      cursorLifetime: options.cursorLifetimeMs ?? day,
      retentionDays: options.retentionDays ?? 730,
      rateLimit: { perMinute: 60_000, form: 'alternate', ...options.rateLimit },
    })
    this.api.cursors.kind = options.cursors ?? 'strict'
    this.api.retentionOff = options.retentionOffMs ?? 0
    this.listener = new Listener((request, response) => void this.handle(request, response), options.host ?? '127.0.0.1', options.port ?? 0)
    this.setLive(options.liveEveryMs ?? 0)
  }

  /** Origin, e.g. `http://127.0.0.1:40123`. */
  get url(): string {
    return this.listener.url
  }

  /** What an investigator should find; ids of entries. */
  get incidents(): readonly Incident[] {
    return this.story.incidents
  }

  /** The organisation as it is now, live entries included. */
  model(): OrganisationModel {
    return modelOf(this.story)
  }

  async start(): Promise<void> {
    await this.elsewhere.listen()
    await this.listener.open()
  }

  async close(): Promise<void> {
    clearInterval(this.live)
    await Promise.all([this.listener.close(), this.elsewhere.close()])
  }

  /** Replaces all faults: one, several, or none. A `refuse` without `after` begins at once. */
  async setFault(fault: Fault | readonly Fault[] | null): Promise<void> {
    const faults = fault === null ? [] : 'kind' in fault ? [fault] : fault
    const refusal = faults.find(({ after = 0, kind }) => kind === 'refuse' && after === 0)
    this.faults.set(faults.filter((other) => other !== refusal))
    if (refusal) await this.listener.refuse(refusal.ms)
    else await this.listener.open()
  }

  /** Appends live entries. @returns their ids */
  append({ count = 1, late = false, misshapen: isMisshapen = false }: AppendOptions = {}): string[] {
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const now = this.clock.now()
      const delay = late === true ? this.random.between(0.1, 48) * hour : late === false ? 0 : late
      const entry = delay === 0 ? this.story.live(now) : this.story.late(now, now - delay)
      this.store.add(isMisshapen ? { ...entry, line: misshapen(entry.line) } : entry)
      ids.push(entry.id)
    }
    return ids
  }

  /** Appends by itself every `ms`; 0 stops. */
  setLive(ms: number): void {
    clearInterval(this.live)
    if (ms <= 0) return
    this.live = setInterval(() => this.append({ late: this.random.chance(this.lateShare) }), ms)
    this.live.unref()
  }

  /** Gives some of the newest entries another text under the same id. @returns their ids */
  drift(count: number): string[] {
    return this.amongNewest(count).map((place) => {
      this.store.rewrite(place, driftLine(this.store.line(place).toString()))
      return this.store.id(place)
    })
  }

  /** Takes some of the newest entries away. @returns their ids */
  vanish(count: number): string[] {
    return this.amongNewest(count)
      .sort((a, b) => b - a)
      .map((place) => {
        const id = this.store.id(place)
        this.store.remove(place)
        return id
      })
  }

  revoke(token: string, revoked = true): void {
    this.tokenBox.revoke(token, revoked)
  }

  stats(): DemoTenantStats {
    const { requests, withAuthorization } = this.elsewhere
    return {
      entries: this.store.size,
      retained: this.store.size - this.store.placeOfTime((Date.parse(this.api.retention.oldest) - this.api.retentionOff) * 1000),
      now: this.clock.now(),
      requests: this.requests,
      pages: this.pages,
      entriesServed: this.entriesServed,
      byStatus: { ...this.byStatus },
      byFault: Object.fromEntries(this.faults.counts),
      faults: this.faults.list,
      elsewhere: { requests, withAuthorization },
      recent: [...this.recent],
    }
  }

  private amongNewest(count: number): number[] {
    const places = Array.from({ length: Math.min(this.store.size, count * 10) }, (_, i) => this.store.size - 1 - i)
    return this.random.sample(places, count)
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined)
    const url = new URL(request.url ?? '/', this.url)
    if (isControl(url)) return control(this, request, response, url)
    this.requests++
    const cursor = url.searchParams.get('cursor')
    const faults = this.faults.take({ limit: Number(url.searchParams.get('limit') ?? 100), cursor: cursor !== null })
    const skew = faults.reduce((sum, { kind, ms = 300_000 }) => sum + (kind === 'clock-skew' ? ms : 0), 0)
    let made: Answer | undefined
    const answer = (): Answer => (made ??= this.answer(request, url, faults, cursor))
    response.setHeader('date', new Date(this.clock.now() + skew).toUTCString())
    const refusal = faults.find(({ kind }) => kind === 'refuse')
    if (refusal) return this.listener.refuse(refusal.ms)
    const fault = faults.find(({ kind }) => deliveries[kind])
    const deliver = fault && deliveries[fault.kind]
    if (deliver) await deliver(response, answer, fault)
    else {
      const { body, headers, status } = answer()
      response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
    }
    this.note(url, faults, made)
  }

  private answer(request: IncomingMessage, url: URL, faults: readonly Fault[], cursor: string | null): Answer {
    const { api, clock, issued, previous } = this
    let normal: Answer | undefined
    let answer = (): Answer => (normal ??= api.answer(request.method ?? 'GET', url, request.headers.authorization))
    for (const fault of faults) {
      const alter = alterations[fault.kind]
      if (!alter) continue
      const before = answer
      const changed = alter(before, fault, {
        api,
        clock,
        cursor,
        issued,
        previous,
        elsewhere: () => this.elsewhere.url,
        drift: (count) => this.drift(count),
        vanish: (count) => this.vanish(count),
      })
      answer = () => changed
    }
    const final = answer()
    const page = normal?.page
    if (page) {
      this.previous = page.items
      if (page.next !== null) this.issued.push(page.next)
      if (cursor === null) this.issued.splice(0, this.issued.length - (page.next === null ? 0 : 1))
    }
    return final
  }

  private note(url: URL, faults: readonly Fault[], answer: Answer | undefined): void {
    const entries = answer?.status === 200 ? (answer.page?.items.length ?? 0) : 0
    const status = answer?.status ?? 0
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1
    if (answer?.page) this.pages++
    this.entriesServed += entries
    this.recent.push({ path: url.pathname + url.search, status, entries, faults: faults.map(({ kind }) => kind) })
    if (this.recent.length > keptRequests) this.recent.shift()
  }
}

/** Makes the data and listens. Takes about a second for the default 50,000 entries. */
export async function startDemoTenant(options: DemoTenantOptions = {}): Promise<DemoTenant> {
  const tenant = new DemoTenant(options)
  await tenant.start()
  return tenant
}
