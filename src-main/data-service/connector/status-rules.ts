import type { StatusRule } from '@contract/connector-entry.ts'
import type { Status } from '@contract/entry.ts'
import { getter } from '../../connector/pointer.ts'
import { compileText } from './text-value.ts'

/** The status a rule gives; undefined when it has nothing to say. */
type Judge = (item: unknown, action: string, verbatim: string) => Status | undefined

/** A rule that looks at the item. */
type LookingRule = Exclude<StatusRule, { always: unknown }>

export interface StatusRules {
  /** The rules in their order as one; undefined when none has anything to say. */
  readonly judge: Judge
  /** What the definition then takes; undefined when it takes nothing: then the status is not known, and never a success. */
  readonly byDefault: Status | undefined
}

export function compileStatus(rules: readonly StatusRule[]): StatusRules {
  const byDefault = statusByDefault(rules)
  const end = rules.findIndex((rule) => 'text' in rule && rule.otherwise !== undefined)
  const considered = end < 0 ? rules : rules.slice(0, end + 1)
  const last = considered.findIndex(isDefault)
  const judges = (last < 0 ? considered : considered.slice(0, last)).flatMap((rule) => (isDefault(rule) ? [] : [judgeOf(rule)]))
  const [only] = judges
  if (only && judges.length === 1) return { judge: only, byDefault }
  return {
    judge: (item, action, verbatim) => {
      for (const judge of judges) {
        const status = judge(item, action, verbatim)
        if (status !== undefined) return status
      }
      return undefined
    },
    byDefault,
  }
}

const isDefault = (rule: StatusRule): rule is Exclude<StatusRule, LookingRule> => 'always' in rule

/** The status of entries of which nothing says one; undefined where such entries are of an unknown status. */
export function statusByDefault(rules: readonly StatusRule[]): Status | undefined {
  for (const rule of rules) {
    if (isDefault(rule)) return rule.always
    if ('text' in rule && rule.otherwise !== undefined) return rule.otherwise
  }
  return undefined
}

function judgeOf(rule: LookingRule): Judge {
  if ('text' in rule) return words(rule)
  if ('number' in rule) return ranges(rule)
  if ('boolean' in rule) {
    const get = getter(rule.boolean)
    return (item) => {
      const found = get(item)
      return found === true ? rule.true : found === false ? rule.false : undefined
    }
  }
  if ('present' in rule) {
    // A pointer finds a value of any type, another form a text.
    const { present } = rule
    const get: (item: unknown, action: string, verbatim: string) => unknown =
      typeof present === 'string' ? getter(present) : compileText(present)
    return (item, action, verbatim) => (isNothing(get(item, action, verbatim)) ? undefined : rule.is)
  }
  const actions = new Set(rule.actions)
  return (_, action, verbatim) => (actions.has(verbatim) || actions.has(action) ? rule.is : undefined)
}

/** The word itself, or else the longest beginning that it has. What neither says is for a later rule, or for the default. */
function words({ text: of, map = {}, beginsWith = {} }: Extract<StatusRule, { text: unknown }>): Judge {
  const [text, known] = [compileText(of), new Map(Object.entries(map))]
  const beginnings = Object.entries(beginsWith).sort(([a], [b]) => b.length - a.length)
  return (item, action, verbatim) => {
    const found = text(item, action, verbatim)
    if (found === undefined) return undefined
    return known.get(found) ?? beginnings.find(([beginning]) => found.startsWith(beginning))?.[1]
  }
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
  const known = rules.flatMap((rule) =>
    'text' in rule ? [...Object.keys(rule.map ?? {}), ...Object.keys(rule.beginsWith ?? {}).map((each) => `${each}…`)] : [],
  )
  return known.length === 0 ? 'the status is not told' : `status is none of ${known.join(', ')}`
}
