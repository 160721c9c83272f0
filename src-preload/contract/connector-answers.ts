import { z } from 'zod'
import { headerName, pointer } from './connector-parts.ts'

export const failureKind = z.enum([
  'token',
  'permission',
  'address',
  'request',
  'cursor',
  'limited',
  'later',
  'too-large',
  'not-the-tenant',
])
export type FailureKind = z.infer<typeof failureKind>

/** What a refusal means. The first rule whose conditions all hold decides; what no rule names means what HTTP says. */
export const errors = z.strictObject({
  code: z.array(pointer).max(8).default([]),
  message: z.array(pointer).max(8).default([]),
  /** An answer with status 200 that has something here is a refusal. */
  insideOk: pointer.optional(),
  rules: z
    .array(
      z.strictObject({
        status: z.array(z.int().min(100).max(599)).min(1).optional(),
        code: z.array(z.string().max(128)).min(1).optional(),
        /** Only when a cursor was sent. */
        withCursor: z.literal(true).optional(),
        /** Only when the budget's header says that nothing is left. */
        budgetSpent: z.literal(true).optional(),
        /** Only when it says how long to wait. */
        retryAfter: z.literal(true).optional(),
        is: failureKind,
      }),
    )
    .max(32)
    .default([]),
})

export const resetFormat = z.enum(['epoch_s', 'epoch_ms', 'delta_s', 'delta_ms', 'iso'])
export type ResetFormat = z.infer<typeof resetFormat>

export const rateLimit = z.strictObject({
  remaining: headerName.optional(),
  reset: z.strictObject({ header: headerName, format: resetFormat }).optional(),
  /** An own budget, for sources that do not state theirs. */
  budget: z.strictObject({ requests: z.int().min(1), perSeconds: z.number().positive().max(86_400) }).optional(),
})
