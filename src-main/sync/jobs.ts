import type { ConnectorDefinition } from '@contract/connector.ts'
import type { AppError, ErrorCode } from '@contract/errors.ts'
import { hourMs, minuteMs } from '@contract/time-units.ts'
import { compileAnswerPath } from '../connector/answer-path.ts'
import { getter } from '../connector/pointer.ts'
import type { Clock } from './ports.ts'
import type { PageAsk } from './request-builder.ts'
import { jobFailed, RequestFailure } from './request-failure.ts'
import { brokenPage } from './status-failure.ts'
import type { TenantAnswer, TenantClient, TenantPage } from './tenant-client.ts'

export interface JobPorts {
  readonly client: TenantClient
  readonly definition: Pick<ConnectorDefinition, 'job'>
  readonly clock: Clock
  /** Waits, told to whoever watches; rejects with `cancelled`. */
  readonly wait: (ms: number, why: AppError) => Promise<void>
}

/** A job that is ready. */
export interface ReadyJob {
  readonly answer: TenantAnswer
  /** What the answer says, read; undefined where nobody needs it. */
  readonly said: unknown
  /** When it was asked for: what came later is not in it. Ms, by this machine's clock and by the tenant's. */
  readonly askedAt: number
  readonly tenantNow: number | null
}

interface UnderWay {
  /** The window that it is for. */
  readonly key: string
  readonly askedAt: number
  readonly tenantNow: number | null
  answer: TenantAnswer
  path: string | null
  polls: number
  /** Its last answer is not good any more. */
  isStale: boolean
}

/** An answer that says how far a job is, is short, bytes. */
const largestAnswer = 256 * 1024
const longestWaitMs = minuteMs
const good: readonly number[] = [200, 201, 202, 203]

/** Failures behind which the job goes on at the source. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'rate-limited', 'tenant-unavailable', 'tenant-unreachable', 'tenant-too-slow', 'invalid-page', 'unauthorized',
]) // prettier-ignore

const pending: AppError = {
  code: 'job-pending',
  message: 'The source is making the export.',
  next: 'It is asked again by itself, and fetched when it is ready.',
}

/**
 * The jobs of one run: asked for, asked about until they are ready. A job is gone on with after a failure that passes; with the run it is forgotten, and the
 * next run asks for another one, whose entries are told from those that are known.
 */
export class Jobs {
  private underWay: UnderWay | null = null

  constructor(private readonly ports: JobPorts) {}

  /** As asking the tenant: of a source with jobs, the first page is what the job has made. Rejects with `job-failed`, too. */
  readonly page = async (ask: PageAsk, signal: AbortSignal): Promise<TenantPage> => {
    const { client, definition } = this.ports
    if (!definition.job || ask.cursor !== null) return await client.page(ask, signal)
    const { answer } = await this.ready(ask, signal)
    this.forget()
    return answer
  }

  async ready(ask: PageAsk, signal: AbortSignal): Promise<ReadyJob> {
    const key = JSON.stringify(ask.window)
    if (this.underWay?.key !== key) this.underWay = null
    for (;;) {
      const under = (this.underWay ??= await this.begin(key, ask, signal))
      const said = under.isStale ? null : this.look(under)
      if (said?.isReady) return { answer: under.answer, said: said.said, askedAt: under.askedAt, tenantNow: under.tenantNow }
      if (!under.isStale) await this.pause(under)
      await this.poll(under, ask, signal)
    }
  }

  /** The source is asked again before its last answer is used. */
  refresh(): void {
    if (this.underWay) this.underWay.isStale = true
  }

  /** The next time another one is asked for. */
  forget(): void {
    this.underWay = null
  }

  private get job() {
    return this.ports.definition.job as NonNullable<ConnectorDefinition['job']>
  }

  private async begin(key: string, ask: PageAsk, signal: AbortSignal): Promise<UnderWay> {
    const { client, clock } = this.ports
    const askedAt = clock.now()
    const answer = await client.answer(ask, signal, { statuses: [...good, ...this.job.pendingStatus] })
    return { key, askedAt, tenantNow: answer.clock.now, answer, path: null, polls: 0, isStale: false }
  }

  private async pause({ askedAt, polls, answer }: UnderWay): Promise<void> {
    const { clock, wait } = this.ports
    const { everySeconds, longestMinutes } = this.job
    if (clock.now() - askedAt >= longestMinutes * minuteMs) {
      this.forget()
      throw jobFailed(
        `The source has not made the export within ${longestMinutes} minutes.`,
        'Sync again later; ask your administrator whether exports of this source are slow, or stuck.',
      )
    }
    const usual = Math.min(longestWaitMs, everySeconds * 1000 * 1.5 ** Math.min(polls, 20))
    const ms = Math.max(answer.retryAfterMs === null ? usual : Math.min(answer.retryAfterMs, hourMs), answer.budgetWaitMs ?? 0)
    await wait(ms, pending)
  }

  private async poll(under: UnderWay, ask: PageAsk, signal: AbortSignal): Promise<void> {
    const { client } = this.ports
    const { goneStatus, pendingStatus } = this.job
    const path = under.path ?? this.forgetting(() => this.pathIn(under))
    let answer: TenantAnswer
    try {
      answer = await client.answer(ask, signal, { path, statuses: [...good, ...pendingStatus, ...goneStatus] })
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure) || !passing.has(thrown.error.code)) this.forget()
      throw thrown
    }
    under.polls++
    under.isStale = false
    under.answer = answer
    if (!goneStatus.includes(answer.status)) return
    this.forget()
    throw new RequestFailure('job-failed', 'later', {
      message: 'The source no longer knows the export that it was asked for.',
      next: 'It is asked for another one by itself.',
      details: `status ${answer.status}`,
    })
  }

  /** Whether it is ready, and what its answer says. */
  private look(under: UnderWay): { readonly isReady: boolean; readonly said: unknown } {
    const { state, pendingStatus, file } = this.job
    const { answer } = under
    const isPending = pendingStatus.includes(answer.status)
    if (!isPending && !state && !file) return { isReady: true, said: undefined }
    // What only its status tells may be empty.
    if (isPending && !state && under.path !== null) return { isReady: false, said: undefined }
    return this.forgetting(() => {
      const said = readAnswer(answer)
      under.path ??= compileAnswerPath(this.job.poll)(said)
      if (!state) return { isReady: !isPending, said }
      const word = getter(state.at)(said)
      const text = typeof word === 'string' ? word : ''
      if (state.ready.includes(text)) return { isReady: true, said }
      if (state.pending.includes(text)) return { isReady: false, said }
      const why = state.message === undefined ? undefined : getter(state.message)(said)
      const details = typeof why === 'string' ? why.slice(0, 500) : undefined
      if (state.failed?.includes(text)) {
        throw jobFailed(
          'The source says that it could not make the export.',
          'Sync again later; if it stays, ask for a shorter time or tell your administrator.',
          details ?? `its state is “${text}”`,
        )
      }
      throw jobFailed(
        'The source says of the export something that the definition does not know.',
        'Check job.state in the connector’s definition. Nothing was fetched.',
        `at ${state.at}: ${text === '' ? 'nothing' : `“${text.slice(0, 100)}”`}`,
      )
    })
  }

  private pathIn({ answer }: UnderWay): string {
    const path = compileAnswerPath(this.job.poll)(readAnswer(answer))
    if (path !== null) return path
    throw jobFailed(
      'The source does not say by what the export that it makes can be asked for.',
      'Check job.poll in the connector’s definition.',
      `${this.job.poll} is not in its answer`,
    )
  }

  /** What is wrong with an answer is wrong with the job. */
  private forgetting<T>(look: () => T): T {
    try {
      return look()
    } catch (thrown) {
      this.forget()
      throw thrown
    }
  }
}

function readAnswer({ body }: TenantPage): unknown {
  try {
    if (body.length > largestAnswer) throw new Error(`${body.length} bytes`)
    return JSON.parse(
      Buffer.from(body)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
  } catch (thrown) {
    throw brokenPage('The source’s answer about the export cannot be read.', String(thrown))
  }
}
