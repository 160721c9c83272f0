import type { StatusRule } from '@contract/connector-entry.ts'
import type { Status } from '@contract/entry.ts'
import { getter } from '../../connector/pointer.ts'
import { compileText } from './text-value.ts'

/** The status a rule gives; undefined when it has nothing to say. */
type Judge = (item: unknown, action: string, verbatim: string) => Status | undefined

/** The rules in their order as one; undefined when none has anything to say: then it is not known, and never a success. */
export function compileStatus(rules: readonly StatusRule[]): Judge {
  const judges = rules.map(judgeOf)
  const [only] = judges
  if (only && judges.length === 1) return only
  return (item, action, verbatim) => {
    for (const judge of judges) {
      const status = judge(item, action, verbatim)
      if (status !== undefined) return status
    }
    return undefined
  }
}

function judgeOf(rule: StatusRule): Judge {
  if ('text' in rule) {
    const [text, map] = [compileText(rule.text), new Map(Object.entries(rule.map))]
    return (item, action, verbatim) => {
      const found = text(item, action, verbatim)
      return found === undefined ? undefined : map.get(found)
    }
  }
  if ('number' in rule) return ranges(rule)
  if ('boolean' in rule) {
    const get = getter(rule.boolean)
    return (item) => {
      const found = get(item)
      return found === true ? rule.true : found === false ? rule.false : undefined
    }
  }
  if ('present' in rule) {
    const get = getter(rule.present)
    return (item) => (isNothing(get(item)) ? undefined : rule.is)
  }
  if ('actions' in rule) {
    const actions = new Set(rule.actions)
    return (_, action, verbatim) => (actions.has(verbatim) || actions.has(action) ? rule.is : undefined)
  }
  return () => rule.always
}

function ranges({ number, ranges: known }: Extract<StatusRule, { number: unknown }>): Judge {
  const text = compileText(typeof number === 'string' ? { at: number, numbers: true } : number)
  return (item, action, verbatim) => {
    const found = text(item, action, verbatim)
    const value = found === undefined ? NaN : Number(found)
    return known.find(({ from, to }) => value >= from && value <= to)?.is
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
}

/** What the source may say, for the sentence about an item that says something else. */
export function statusWords(rules: readonly StatusRule[]): string {
  const words = rules.flatMap((rule) => ('text' in rule ? Object.keys(rule.map) : []))
  return words.length === 0 ? 'the status is not told' : `status is none of ${words.join(', ')}`
}
