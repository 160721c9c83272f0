/** Denied checks of one user in the order of time: when each was, ms, and what it names; empty: it names nothing. */
export interface ChecksOfUser {
  readonly times: readonly number[]
  readonly permissions: readonly string[]
}

/** The first and the last of checks that stand together, as indices. */
export interface Together {
  readonly from: number
  readonly to: number
}

const minute = 60_000
/** D1: so many checks within so many ms. */
const burst = { least: 10, within: 10 * minute }
/** D2: so many different permissions within so many ms. */
const probing = { least: 5, within: 60 * minute }

/** D1: stretches, as long as they are, of which every check is one of 10 or more within 10 minutes. Their checks are all between their ends. */
export function burstsOf({ times }: ChecksOfUser): Together[] {
  return stretches(times, burst.within, (from, to) => to - from + 1 >= burst.least)
}

/**
 * D2: the same of 5 or more different permissions within an hour. Checks that name none do not count, and are in none: the indices are those of the checks that
 * `named` lists.
 */
export function probingOf(checks: ChecksOfUser, named: readonly number[]): Together[] {
  const within = new Map<string, number>()
  const add = (at: number, by: 1 | -1): void => {
    const permission = checks.permissions[named[at] as number] as string
    const count = (within.get(permission) ?? 0) + by
    if (count === 0) within.delete(permission)
    else within.set(permission, count)
  }
  return stretches(
    named.map((at) => checks.times[at] as number),
    probing.within,
    () => within.size >= probing.least,
    add,
  )
}

/** Joins all windows that satisfy, where they have a check in common. `moved` is told what comes into a window and leaves it. */
function stretches(
  times: readonly number[],
  within: number,
  satisfies: (from: number, to: number) => boolean,
  moved: (at: number, by: 1 | -1) => void = () => undefined,
): Together[] {
  const found: Together[] = []
  let from = 0
  for (let to = 0; to < times.length; to++) {
    moved(to, 1)
    while ((times[to] as number) - (times[from] as number) > within) moved(from++, -1)
    if (!satisfies(from, to)) continue
    const last = found.at(-1)
    if (last && from <= last.to) found[found.length - 1] = { from: last.from, to }
    else found.push({ from, to })
  }
  return found
}
