import { createHash } from 'node:crypto'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { exactText, type Json } from '@contract/exact-json.ts'
import { getter } from '../../connector/pointer.ts'
import { compileText, type TextOf } from './text-value.ts'

/** The id that an item has, or what stands for one; undefined where it has neither. */
export function compileIdentity(id: EntryMapping['id']): TextOf {
  if (typeof id === 'string' || !('hash' in id)) return compileText(id)
  const chosen = id.hash.map(getter)
  const own = id.unless === undefined ? null : compileText(id.unless)
  return (item, action, verbatim) => {
    const said = own?.(item, action, verbatim)
    if (said !== undefined) return said
    const found = chosen.map((get) => get(item) ?? null)
    return found.every((each) => each === null)
      ? undefined
      : createHash('sha256')
          .update(exactText(found as readonly Json[]))
          .digest('hex')
  }
}
