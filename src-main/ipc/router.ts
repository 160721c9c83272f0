import type { z } from 'zod'
import { requestFrame, routedApi, shellApi } from '@contract/api.ts'
import type { RoutedName } from '@contract/api.ts'
import { fail, toAppError } from '@contract/errors.ts'
import type { AppError, AppFailure, Result } from '@contract/errors.ts'
import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import type { Call, DataName, Relay, ShellHandlers, ShellName } from './handler.ts'

/** Time a request may take, ms; beyond it the window gets `timeout`. */
const defaultTimeoutMs = 30_000
const timeouts: Partial<Record<RoutedName, number>> = {
  // These wait for the tenant, whose own limits (see the sync engine) come first.
  'tenant.test': 90_000,
  'tenant.connect': 90_000,
  'tenant.erase': 120_000,
  // A person looks for a file.
  'view.export': hourMs,
  'view.import': hourMs,
  // The person is asked where to, and an export has no cap.
  'export.save': dayMs,
  'export.saveState': dayMs,
  'export.saveGroups': dayMs,
  'export.saveAccess': dayMs,
  'export.saveStory': dayMs,
  'import.choose': hourMs,
  'import.saveBad': hourMs,
  'import.saveDefinition': hourMs,
  // Files of any size.
  'import.look': 10 * minuteMs,
  'import.preview': 10 * minuteMs,
  'import.run': dayMs,
  'import.undo': hourMs,
  'reconcile.look': 10 * minuteMs,
  'reconcile.run': hourMs,
  // A search through every raw text of a large cache.
  'log.query': minuteMs,
}

export interface RouterOptions {
  readonly handlers: ShellHandlers
  readonly relay: Relay
  /** Takes secrets out of what may be shown or logged. */
  /** Sentences are ours; details may quote somebody else. */
  readonly redactor: { own(text: string): string; outside(text: string): string }
  readonly report: (message: string, cause: unknown) => void
  readonly timeoutMs?: (name: RoutedName) => number
}

/** A caller whose frame and origin were checked. Requests of different senders do not share ids. */
export type SenderId = number

export interface Router {
  /** Answers one frame. Never rejects. */
  handle(sender: SenderId, frame: unknown): Promise<Result<unknown>>
  cancel(sender: SenderId, id: unknown): void
  /** The sender was closed, reloaded or crashed: nobody waits for its answers. */
  forget(sender: SenderId): void
}

export function createRouter(options: RouterOptions): Router {
  const timeoutMs = options.timeoutMs ?? ((name) => timeouts[name] ?? defaultTimeoutMs)
  const underWay = new Map<SenderId, Map<number, AbortController>>()

  async function answer(name: RoutedName, rawParams: unknown, call: Call): Promise<unknown> {
    const parsed = routedApi[name].params.safeParse(rawParams)
    if (!parsed.success) throw invalid(name, parsed.error)
    if (isShellName(name)) {
      // The handler map pairs each name with its own parameters; the union of all names has lost that pairing.
      const handler = options.handlers[name] as (params: unknown, call: Call) => unknown
      return await handler(parsed.data, call)
    }
    const relay = options.relay as (name: DataName, params: unknown, call: Call) => Promise<unknown>
    return await relay(name, parsed.data, call)
  }

  function clean(error: AppError): AppError {
    return {
      code: error.code,
      message: options.redactor.own(error.message),
      ...(error.next === undefined ? {} : { next: options.redactor.own(error.next) }),
      ...(error.details === undefined ? {} : { details: options.redactor.outside(error.details) }),
    }
  }

  return {
    async handle(sender, rawFrame) {
      const frame = requestFrame.safeParse(rawFrame)
      if (!frame.success) return failure(invalid('request', frame.error).error)
      const { id, name, params } = frame.data
      const ofSender = underWay.get(sender) ?? new Map<number, AbortController>()
      if (ofSender.has(id)) return failure(fail('invalid-request', 'A request with this id is under way already.').error)
      const controller = new AbortController()
      underWay.set(sender, ofSender.set(id, controller))
      const limit = timeoutMs(name)
      const timer = setTimeout(() => controller.abort(tooSlow(limit)), limit)
      try {
        const value = await Promise.race([answer(name, params, { signal: controller.signal }), aborted(controller.signal)])
        return { ok: true, value }
      } catch (thrown) {
        const error = clean(toAppError(thrown))
        if (error.code === 'internal') options.report(`Request ${name} failed`, thrown)
        return failure(error)
      } finally {
        clearTimeout(timer)
        ofSender.delete(id)
      }
    },
    cancel(sender, id) {
      if (typeof id === 'number') underWay.get(sender)?.get(id)?.abort(fail('cancelled', 'The request was cancelled.'))
    },
    forget(sender) {
      for (const controller of underWay.get(sender)?.values() ?? []) controller.abort(fail('cancelled', 'The window that asked is gone.'))
      underWay.delete(sender)
    },
  }
}

const failure = (error: AppError): Result<never> => ({ ok: false, error })

const isShellName = (name: RoutedName): name is ShellName => Object.hasOwn(shellApi, name)

function invalid(what: string, error: z.ZodError): AppFailure {
  // zod's own text may quote what was sent, which can be a token; only the first issue's place and rule are told.
  const issue = error.issues[0]
  const place = issue?.path.join('.')
  const message =
    issue?.code === 'custom' || issue?.code === 'invalid_format' ? issue.message : 'The request does not have the expected shape.'
  return fail('invalid-request', message, undefined, `${what}${place ? ` at ${place}` : ''}: ${issue?.code ?? 'invalid'}`)
}

const tooSlow = (ms: number): AppFailure =>
  fail(
    'timeout',
    `There was no answer within ${Math.round(ms / 1000)} seconds.`,
    'Try again; if it stays slow, narrow the filter or restart the application.',
  )

/** Rejects with the signal's reason; the handler may go on for a moment, but nobody waits for it. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const settle = (): void => reject(signal.reason instanceof Error ? signal.reason : fail('cancelled', 'The request was cancelled.'))
    if (signal.aborted) settle()
    else signal.addEventListener('abort', settle, { once: true })
  })
}
