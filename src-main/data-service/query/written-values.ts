import type { FacetValue } from '@contract/log.ts'
import { fold } from '@language/pattern.ts'
import { hasBit, type Bitmap } from './bitmap.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'

/** Tags, or titles of cases, with how many of some entries have each: as a filter on the field compares them. */
export function writtenValues(field: 'tag' | 'case', bookmarkKeys: BookmarkKeys, bits: Bitmap): FacetValue[] {
  const byKey = new Map<string, string>()
  bookmarkKeys.keysWhere(({ tags }, title) => {
    for (const text of field === 'tag' ? tags : title === null ? [] : [title]) if (!byKey.has(fold(text))) byKey.set(fold(text), text)
    return false
  })
  return Array.from(byKey, ([key, value]) => {
    const keys = bookmarkKeys.keysWhere(({ tags }, title) =>
      field === 'tag' ? tags.some((tag) => fold(tag) === key) : title !== null && fold(title) === key,
    )
    let count = 0
    for (const each of keys) if (hasBit(bits, each)) count++
    return { value, count }
  })
}
