import { defaultPrivileged } from '@contract/privileged.ts'
import { caseless, compile } from '@language/pattern.ts'

const adminOrOwner = /(?<![\p{L}\p{N}])(?:admin(?:istrator)?|owner)s?(?![\p{L}\p{N}])/iu

/** Whether a role is privileged: by one of its permissions, or by its name. */
export interface Privileged {
  readonly permissions: (permissions: readonly string[]) => boolean
  readonly name: (name: string) => boolean
}

/**
 * A held permission counts if it is one of the patterns, falls under one, or covers one: `*` is any text, letter case is ignored. Patterns of one's own are held
 * against names of roles, too.
 * @param own null: the default
 */
export function privileged(own: readonly string[] | null): Privileged {
  const patterns = (own ?? defaultPrivileged).map((text) => ({ text, matches: compile(text) }))
  const known = new Map<string, boolean>()
  const isPrivileged = (permission: string): boolean => {
    const key = caseless(permission)
    let found = known.get(key)
    if (found === undefined) {
      // By default whatever has a wildcard counts: it covers what is added later.
      const covers = permission.includes('*') ? compile(permission) : null
      found = (own === null && covers !== null) || patterns.some(({ text, matches }) => matches(permission) || covers?.(text) === true)
      known.set(key, found)
    }
    return found
  }
  return {
    permissions: (permissions) => permissions.some(isPrivileged),
    name: (name) => (own === null ? adminOrOwner.test(name) : patterns.some(({ matches }) => matches(name))),
  }
}
