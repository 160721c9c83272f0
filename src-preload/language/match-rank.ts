import { fold } from './pattern.ts'

const isWord = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127

/**
 * How well a text that somebody has begun to type matches a value: 0 the value begins with it, 1 a word in it does, 2 it is somewhere inside, -1 it is
 * not in it. Letter case does not matter.
 */
export function matchRank(part: string): (value: string) => -1 | 0 | 1 | 2 {
  const typed = fold(part)
  if (typed === '') return () => 0
  return (value) => {
    const text = fold(value)
    let at = text.indexOf(typed)
    if (at <= 0) return at < 0 ? -1 : 0
    for (; at > 0; at = text.indexOf(typed, at + 1)) if (!isWord(text.charCodeAt(at - 1))) return 1
    return 2
  }
}
