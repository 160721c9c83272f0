import { numberText } from '@contract/exact-json.ts'
import { getter } from './pointer.ts'

const longestPart = 1024

/**
 * A path with what an answer says in the places of its pointers; null where one of them holds nothing that can stand in a path. What the answer says
 * stays one segment: it leads nowhere else.
 */
export function compileAnswerPath(template: string): (answer: unknown) => string | null {
  const parts = template.split(/\{(\/[^}]*)\}/).map((part, i) => (i % 2 === 0 ? part : getter(part)))
  return (answer) => {
    const found = parts.map((part) => {
      if (typeof part === 'string') return part
      const value = part(answer)
      const text = typeof value === 'string' ? value : numberText(value)
      const isSegment = text !== undefined && text !== '' && text.length <= longestPart && !/^\.+$/.test(text) && !/\p{Cs}/u.test(text)
      return isSegment ? encodeURIComponent(text) : null
    })
    return found.includes(null) ? null : found.join('')
  }
}
