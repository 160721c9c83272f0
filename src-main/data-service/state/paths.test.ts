import { describe, expect, it } from 'vitest'
import type { Link } from './links.ts'
import { mostPaths, pathsEver, pathsOf } from './paths.ts'

const user = 0
const group = (n: number): number => n + 1
const [role, other] = [9_998, 9_999]

function organisation(pairs: readonly (readonly [holder: number, object: number])[]) {
  const links = pairs.map(([holder, object]): Link => ({
    relation: object >= role ? 'roles' : 'members',
    holder,
    object,
    from: 0,
    to: Infinity,
    grant: 1,
    end: null,
    how: null,
    disputed: [],
  }))
  return { linksOf: (holder: number) => links.filter((link) => link.holder === holder) }
}

describe('paths', () => {
  it('go through groups as deep as they are nested', () => {
    const deep = Array.from({ length: 300 }, (_, n) => [group(n), group(n + 1)] as const)
    const { paths, more } = pathsOf(organisation([[user, group(0)], ...deep, [group(300), role]]), user, 5)
    expect(more).toBe(false)
    expect(paths.map(({ through }) => through.length)).toEqual([301])
  })

  it('end where groups are all in one another, and each role has one', () => {
    const all = Array.from({ length: 16 }, (_, n) => n)
    const within = all.flatMap((a) => all.filter((b) => b !== a).map((b) => [group(a), group(b)] as const))
    const made = organisation([[user, group(0)], ...within, [group(0), role], [group(15), group(20)], [group(20), other]])
    for (const { paths, more } of [pathsOf(made, user, 5), pathsEver(made, user, -2, 5)]) {
      expect(more).toBe(true)
      expect(new Set(paths.map((path) => path.role))).toEqual(new Set([role, other]))
      expect(paths.filter((path) => path.role === role).map(({ through }) => through)).toEqual([[group(0)]])
    }
  })

  it('are not all listed where nobody could count them, but none of the roles is left out', () => {
    const levels = Array.from({ length: 40 }, (_, n) => n * 3)
    const diamonds = levels.flatMap((n) =>
      [1, 2].flatMap((side) => [[group(n), group(n + side)] as const, [group(n + side), group(n + 3)] as const]),
    )
    const { paths, more } = pathsOf(
      organisation([[user, group(0)], [group(0), group(500)], [group(500), other], ...diamonds, [group(120), role]]),
      user,
      5,
    )
    expect(more).toBe(true)
    expect(paths.length).toBeLessThanOrEqual(mostPaths + 2)
    expect(new Set(paths.map((path) => path.role))).toEqual(new Set([role, other]))
  })
})
