import type { FacetValue } from '@contract/log.ts'
import { fold } from '@language/pattern.ts'
import { hasBit, type Bitmap } from './bitmap.ts'
import type { CaseworkMarks } from './marks.ts'

/** Tags, or titles of cases, with how many of some entries have each: as a filter on the field compares them. */
export function writtenValues(field: 'tag' | 'case', marks: CaseworkMarks, bits: Bitmap): FacetValue[] {
  const byKey = new Map<string, string>()
  marks.keysWhere(({ tags }, title) => {
    for (const text of field === 'tag' ? tags : title === null ? [] : [title]) if (!byKey.has(fold(text))) byKey.set(fold(text), text)
    return false
  })
  return Array.from(byKey, ([key, value]) => {
    const keys = marks.keysWhere(({ tags }, title) =>
      field === 'tag' ? tags.some((tag) => fold(tag) === key) : title !== null && fold(title) === key,
    )
    let count = 0
    for (const each of keys) if (hasBit(bits, each)) count++
    return { value, count }
  })
}
