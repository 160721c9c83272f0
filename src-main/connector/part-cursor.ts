/** Of an answer in parts: where the others are, which comes next, and what is known of all of them. */
export interface PartCursor {
  /** Below the tenant's URL. */
  readonly path: string
  /** From 0. */
  readonly part: number
  readonly of: number
  /** Items of the parts before. */
  readonly seen: number
  /** Items of all parts; null where the source does not say. */
  readonly total: number | null
}

/** Of the application's own making: it is no text of the source's. */
export function readPart(cursor: string): PartCursor {
  const [path, part, of, seen, total] = JSON.parse(cursor) as [string, number, number, number, number | null]
  return { path, part, of, seen, total }
}

export function writePart({ path, part, of, seen, total }: PartCursor): string {
  return JSON.stringify([path, part, of, seen, total])
}
