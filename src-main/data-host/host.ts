import { AppFailure, fail } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import { events } from '@contract/events.ts'
import type { Emit, ServiceEvent } from '@contract/events.ts'
import { fromService, serviceApi } from '@contract/service.ts'
import type { FromService, ServiceAnswer, ServiceName, ServiceParams, ToService } from '@contract/service.ts'
import { minuteMs } from '@contract/time-units.ts'
import type { ServiceProcess, StartService } from './process.ts'
import { createWaiting } from './waiting.ts'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Default 60 s. */
  readonly timeoutMs?: number
}

export interface DataHost {
  /**
   * Asks the data service. Requests made before it is first ready wait for it.
   * @throws AppFailure: whatever the service answered, `service-down` at once while it is not running, `timeout`, `cancelled`.
   */
  call<N extends ServiceName>(name: N, params: ServiceParams<N>, options?: CallOptions): Promise<ServiceAnswer<N>>
  /** As `call`, for an answer that is only passed on: its JSON text. */
  text<N extends ServiceName>(name: N, params: ServiceParams<N>, options?: CallOptions): Promise<string>
  /** Whether requests are answered, or wait for the service's first start; false while they fail at once. */
  readonly up: boolean
  readonly pid: number | undefined
  start(): void
  /** Asks it to end, waits briefly, kills it. No restart follows. */
  stop(): Promise<void>
}

export interface HostOptions {
  readonly startService: StartService
  readonly onState: (up: boolean) => void
  readonly onEvent: Emit<ServiceEvent>
  /** Makes a PDF of a page. */
  readonly print?: (html: string) => Promise<Uint8Array>
  readonly log: { info(message: string): void; warn(message: string, outside?: unknown): void }
  /** Whether answers are checked against the contract: while developing and testing. Texts that are only passed on never are. */
  readonly checkAnswers?: boolean
  /** Waits before restart 1, 2, 3 …, ms; the last one repeats. */
  readonly backOffMs?: readonly number[]
  /** A service that ran this long is healthy: its next restart is the first again. */
  readonly healthyMs?: number
  readonly stopMs?: number
  /** Wait before a folder that another process had is tried again. */
  readonly lockedMs?: number
  readonly startMs?: number
}

type State =
  | { readonly kind: 'idle' | 'stopped' }
  | { readonly kind: 'starting' | 'up'; readonly process: ServiceProcess }
  | { readonly kind: 'down'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'refused'; readonly error: AppError; readonly timer: NodeJS.Timeout | null }

const defaultTimeoutMs = minuteMs
const down = (details?: string): AppError =>
  fail('service-down', 'The data service is not running.', 'It restarts by itself; try again in a moment.', details).error

/** Starts the data service, keeps it running and speaks to it. */
export function createDataHost(options: HostOptions): DataHost {
  const backOff = options.backOffMs ?? [200, 1_000, 5_000, 15_000, minuteMs]
  const healthyMs = options.healthyMs ?? 30_000
  const waiting = createWaiting()
  /** Tenants the service had open, to be opened again after a restart. */
  const openTenants = new Map<string, ServiceParams<'tenant.open'>>()
  let state: State = { kind: 'idle' }
  let restarts = 0
  let readyAt = 0
  let everReady = false
  /** Those who asked before the service was ready for the first time. */
  let firstReady = deferred()

  function launch(): void {
    let child: ServiceProcess
    try {
      child = options.startService()
    } catch (thrown) {
      died(null, thrown instanceof Error ? thrown.message : String(thrown))
      return
    }
    state = { kind: 'starting', process: child }
    const slow = setTimeout(() => {
      options.log.warn('Data service did not become ready in time')
      child.kill()
    }, options.startMs ?? minuteMs)
    child.onFrame((raw) => {
      const frame = fromService.safeParse(raw)
      if (!frame.success) options.log.warn('Data service sent an unknown frame:', frame.error.issues[0]?.message ?? '')
      else if (frame.data.kind === 'ready') void ready(child).finally(() => clearTimeout(slow))
      else received(child, frame.data)
    })
    child.onExit((reason) => {
      clearTimeout(slow)
      died(child, reason)
    })
  }

  async function ready(child: ServiceProcess): Promise<void> {
    if (!isCurrent(child)) return
    for (const params of openTenants.values()) {
      // A tenant that cannot be opened any more says so itself when it is next asked for.
      await send(child, 'tenant.open', params, {}).catch(() => {
        if (isCurrent(child)) openTenants.delete(params.tenant)
      })
      if (!isCurrent(child)) return
    }
    state = { kind: 'up', process: child }
    readyAt = Date.now()
    everReady = true
    options.log.info(`Data service is ready (process ${child.pid ?? 'unknown'})`)
    firstReady.resolve()
    options.onState(true)
  }

  function received(child: ServiceProcess, frame: Exclude<FromService, { kind: 'ready' }>): void {
    if (!isCurrent(child)) return
    switch (frame.kind) {
      case 'answer':
        return waiting.resolve(frame.id, frame.value)
      case 'failure':
        return waiting.reject(frame.id, frame.error)
      case 'event':
        return told(frame.name, frame.payload)
      case 'export.print':
        return void printed(child, frame)
      case 'refused':
        return refuse(child, frame.error)
      default:
        // A frame without its line does not compile.
        frame satisfies never
    }
  }

  function told(name: ServiceEvent, payload: unknown): void {
    const parsed = events[name].payload.safeParse(payload)
    if (parsed.success) options.onEvent(name, parsed.data)
    else options.log.warn(`Data service told ${name} in another shape:`, parsed.error.issues[0]?.message ?? '')
  }

  async function printed(child: ServiceProcess, { id, html }: Extract<FromService, { kind: 'export.print' }>): Promise<void> {
    const pdf = await (options.print?.(html) ?? Promise.resolve(null)).catch((error: unknown) => {
      options.log.warn('A report could not be printed:', error instanceof Error ? error.message : String(error))
      return null
    })
    // It may have ended meanwhile, and its export with it.
    if (isCurrent(child)) await send(child, 'export.printed', { id, pdf }, {}).catch(() => undefined)
  }

  function refuse(child: ServiceProcess, error: AppError): void {
    options.log.warn(`Data service refused to start: ${error.code}`)
    // A command at work in this folder ends; everything else stays as it is until a person acts.
    const timer = error.code === 'folder-locked' ? setTimeout(launch, options.lockedMs ?? 3_000) : null
    state = { kind: 'refused', error, timer }
    if (timer) child.kill()
    waiting.rejectAll(error)
    firstReady.reject(new AppFailure(error))
    options.onState(false)
  }

  function died(child: ServiceProcess | null, reason: string): void {
    if (child && !isCurrent(child)) return
    const wasUp = state.kind === 'up'
    const error = down(reason)
    if (wasUp && Date.now() - readyAt >= healthyMs) restarts = 0
    const wait = backOff[Math.min(restarts, backOff.length - 1)] ?? 1_000
    restarts += 1
    options.log.warn(`Data service ended (${reason}); restart ${restarts} in ${wait} ms`)
    state = { kind: 'down', timer: setTimeout(launch, wait) }
    waiting.rejectAll(error)
    firstReady.reject(new AppFailure(error))
    options.onState(false)
  }

  const isCurrent = (child: ServiceProcess): boolean => (state.kind === 'starting' || state.kind === 'up') && state.process === child

  const isFirstStart = (): boolean => (state.kind === 'idle' || state.kind === 'starting') && !everReady

  async function running(): Promise<ServiceProcess> {
    if (isFirstStart()) await firstReady.promise
    if (state.kind === 'refused') throw new AppFailure(state.error)
    if (state.kind !== 'up') throw new AppFailure(down())
    return state.process
  }

  async function send<N extends ServiceName>(
    child: ServiceProcess,
    name: N,
    params: ServiceParams<N>,
    call: CallOptions,
  ): Promise<ServiceAnswer<N>> {
    const value = await exchange(child, { name, params }, call)
    if (options.checkAnswers) {
      const checked = serviceApi[name].result.safeParse(value)
      if (!checked.success) throw new Error(`The data service's answer to ${name} does not fit the contract: ${checked.error.message}`)
    }
    // The service answers by the same map; checked above while developing.
    return value as ServiceAnswer<N>
  }

  async function exchange(
    child: ServiceProcess,
    request: Pick<Extract<ToService, { kind: 'request' }>, 'name' | 'params' | 'asText'>,
    call: CallOptions,
  ): Promise<unknown> {
    const { id, answer } = waiting.open({
      signal: call.signal,
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      onGiveUp: (givenUp) => child.send({ kind: 'cancel', id: givenUp }),
    })
    if (!call.signal?.aborted) child.send({ kind: 'request', id, ...request })
    return await answer
  }

  return {
    async call(name, params, call = {}) {
      const child = await running()
      const value = await send(child, name, params, call)
      remember(openTenants, name, params)
      return value
    },
    async text(name, params, call = {}) {
      return String(await exchange(await running(), { name, params, asText: true }, call))
    },
    get up() {
      return state.kind === 'up' || isFirstStart()
    },
    get pid() {
      return state.kind === 'up' || state.kind === 'starting' ? state.process.pid : undefined
    },
    start() {
      if (state.kind !== 'idle' && state.kind !== 'stopped') return
      firstReady = deferred()
      launch()
    },
    async stop() {
      const last = state
      state = { kind: 'stopped' }
      if (last.kind === 'down' || (last.kind === 'refused' && last.timer)) clearTimeout(last.timer ?? undefined)
      const error = fail('service-down', 'The application is closing.').error
      waiting.rejectAll(error)
      firstReady.reject(new AppFailure(error))
      if (last.kind === 'up' || last.kind === 'starting') await end(last.process, options.stopMs ?? 3_000)
    },
  }
}

function remember(open: Map<string, ServiceParams<'tenant.open'>>, name: ServiceName, params: unknown): void {
  if (name === 'tenant.open') {
    const opened = serviceApi['tenant.open'].params.parse(params)
    open.set(opened.tenant, opened)
  } else if (name === 'tenant.close' || name === 'tenant.erase') open.delete(serviceApi[name].params.parse(params).tenant)
}

function end(child: ServiceProcess, stopMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill(), stopMs)
    child.onExit(() => {
      clearTimeout(timer)
      resolve()
    })
    child.send({ kind: 'stop' })
  })
}

function deferred(): { readonly promise: Promise<void>; resolve(): void; reject(reason: Error): void } {
  let settle: { resolve: () => void; reject: (reason: Error) => void } | undefined
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Nobody may be waiting when it fails; that alone is no unhandled error.
  promise.catch(() => undefined)
  return { promise, resolve: () => settle?.resolve(), reject: (reason) => settle?.reject(reason) }
}
