import type { TargetsRule } from '@contract/connector-entry.ts'
import type { Target } from '@contract/entry.ts'
import { compileElements } from './elements.ts'
import { members } from './members.ts'

/** Targets of an entry that are read. */
export const mostTargets = 1000

export interface Targets {
  readonly of: Target[]
  readonly isCut: boolean
}

/** All targets of an item, each once; undefined where it has none. */
export function compileTargets(rules: readonly TargetsRule[]): (item: unknown, action: string, verbatim: string) => Targets | undefined {
  const read = rules.map(({ of, ...texts }) => [of && compileElements(of), members<Target>(texts, () => ({}))] as const)
  return (item, action, verbatim) => {
    const found = new Map<string, Target>()
    let isCut = false
    for (const [elements, target] of read) {
      for (const element of elements?.(item) ?? [item]) {
        const one = target(element, action, verbatim)
        // One of which there is only the type is nobody: the type may be a constant.
        if (!one || (one.id === undefined && one.email === undefined && one.name === undefined)) continue
        const key = JSON.stringify([one.type, one.id, one.email, one.name])
        if (found.size < mostTargets) found.set(key, one)
        else isCut ||= !found.has(key)
      }
    }
    return found.size === 0 ? undefined : { of: [...found.values()], isCut }
  }
}
