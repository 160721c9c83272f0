import { z } from 'zod'

const columnName = z.string().min(1).max(4096)

/** Which columns of a table say who has which role, by their names. */
export const reconcileColumns = z.object({
  user: columnName,
  role: columnName,
  /** Null: the file does not say by which path. */
  path: columnName.nullable(),
  /** A cell may name several roles, with `;` or `|` between them. */
  several: z.boolean(),
})
export type ReconcileColumns = z.infer<typeof reconcileColumns>
