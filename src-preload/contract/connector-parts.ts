import { z } from 'zod'
import { patternProblem, zoneProblem } from './time-pattern.ts'

/** A JSON Pointer (RFC 6901): `/a/b`, `/list/0`; empty for the whole. */
export const pointer = z
  .string()
  .max(512)
  .regex(/^(?:\/(?:[^/~]|~[01])*)*$/, 'is not a JSON Pointer such as /actor/email')

/** Text that a person reads: no control characters. */
export const label = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    // eslint-disable-next-line no-control-regex -- exactly those are refused
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'may not hold control characters')

export const parameterName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\s&=?#]+$/, 'is not the name of a parameter')

export const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'is not the name of a header')

/** `date` is a day in UTC. */
export const timeFormat = z.enum(['iso', 'date', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns'])
export type TimeFormat = z.infer<typeof timeFormat>

/** A time by its pattern, or by the first of several that fits; `zone` is the one of times that name none. See `time-pattern.ts`. */
const timePattern = z
  .strictObject({
    pattern: z.union([z.string().max(128), z.array(z.string().max(128)).min(1).max(8)]),
    /** `UTC`, `+02:00` or an IANA name such as `Europe/Zurich`. */
    zone: z.string().max(64).optional(),
  })
  .superRefine(({ pattern, zone }, context) => {
    const problem = zone === undefined ? null : zoneProblem(zone)
    if (problem !== null) context.addIssue({ code: 'custom', path: ['zone'], message: problem })
    const several = typeof pattern === 'string' ? [pattern] : pattern
    several.forEach((each, at) => {
      const wrong = patternProblem(each, zone !== undefined)
      if (wrong !== null)
        context.addIssue({ code: 'custom', path: typeof pattern === 'string' ? ['pattern'] : ['pattern', at], message: wrong })
    })
  })
export type TimePattern = z.output<typeof timePattern>

/** Of an entry's own time. */
export const entryTimeFormat = z.union([timeFormat, timePattern])
export type EntryTimeFormat = z.output<typeof entryTimeFormat>

/** All of one request, where a definition says nothing else. */
export const usualTotalSeconds = 120

const seconds = z.number().min(1).max(600).optional()

/** How long one request may take, for sources that are slower than most, or should be given up sooner. What is left out is as usual. */
export const timeouts = z
  .strictObject({
    /** Until the head of the answer is there, connecting included. */
    answerSeconds: seconds,
    firstByteSeconds: seconds,
    /** Between two pieces of the page. */
    idleSeconds: seconds,
    totalSeconds: seconds,
  })
  .refine(
    ({ totalSeconds = usualTotalSeconds, ...parts }) => Object.values(parts).every((part = 0) => part <= totalSeconds),
    'needs a totalSeconds that no part of it exceeds',
  )
