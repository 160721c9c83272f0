import { z } from 'zod'
import { errorCodes, type AppError } from './errors.ts'

/** A failure where it crosses as data. */
export const appError: z.ZodType<AppError> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string().optional(),
  details: z.string().optional(),
})
