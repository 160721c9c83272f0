import { canonicalText, isList, type Json, type JsonObject } from '@contract/exact-json.ts'
import type { Finding, Told } from './findings.ts'

/** What a role allows, from a place on. */
export interface PermissionsTold {
  readonly from: number
  /** The entry that made it so; null: it was so before. */
  readonly key: number | null
  /** Null: it is not told. */
  readonly permissions: readonly string[] | null
}

interface FieldTold {
  /** The value, in a form in which the order of lists and members does not matter. */
  readonly value: string | undefined
  readonly told: Told
}

/** Values of fields as entries tell them, one after the other, and what roles allow. */
export class Fields {
  private readonly latest = new Map<number, Map<string, FieldTold>>()
  private readonly allowed = new Map<number, PermissionsTold[]>()

  constructor(private readonly findings: Finding[]) {}

  /** What a role allows over time, oldest first. */
  permissionsOf(role: number): readonly PermissionsTold[] {
    return this.allowed.get(role) ?? []
  }

  /** `before` and `after` may be whole states, or only what changed: these fields had, and then have, these values. */
  take(thing: number, before: JsonObject | null | undefined, after: JsonObject | null | undefined, at: Told, isRole: boolean): void {
    const known = this.latest.get(thing) ?? new Map<string, FieldTold>()
    this.latest.set(thing, known)
    for (const [name, value] of Object.entries(before ?? {})) {
      const last = known.get(name)
      if (!last || last.value === unordered(value)) continue
      this.findings.push({ test: 'C3', thing, aspect: name, earlier: last.told, later: at })
    }
    if (isRole) this.permissions(thing, before, after, at)
    if (before === null) known.clear()
    const now = after ?? (after === undefined ? before : {})
    for (const name of Object.keys(before ?? {})) if (now && !Object.hasOwn(now, name)) known.set(name, { value: undefined, told: at })
    for (const [name, value] of Object.entries(now ?? {})) known.set(name, { value: unordered(value), told: at })
  }

  private permissions(role: number, before: JsonObject | null | undefined, after: JsonObject | null | undefined, at: Told): void {
    const known = this.allowed.get(role) ?? []
    this.allowed.set(role, known)
    const [was, is] = [textsOf(before?.['permissions']), textsOf(after?.['permissions'])]
    if (was && known.length === 0) known.push({ from: -1, key: null, permissions: was })
    const last = known.at(-1)?.permissions
    if (was && last && unordered(was) !== unordered(last)) known.push({ from: at.place, key: null, permissions: was })
    if (before === null && !is) known.push({ from: at.place, key: at.key, permissions: null })
    // The same again changes nothing.
    if (is && unordered(is) !== unordered(known.at(-1)?.permissions ?? null)) known.push({ from: at.place, key: at.key, permissions: is })
  }
}

export function textsOf(value: Json | undefined): readonly string[] | null {
  return isList(value) && value.every((each) => typeof each === 'string') ? value : null
}

/** A list of texts is a set of them. */
function unordered(value: Json): string {
  if (!isList(value)) return canonicalText(value)
  return JSON.stringify([...new Set(value.map(canonicalText))].sort())
}
