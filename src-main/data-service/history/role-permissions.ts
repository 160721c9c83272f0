import { isList } from '@contract/exact-json.ts'
import type { Doubt, ListMember } from '@contract/history.ts'
import { caseless, compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { isListed } from '../query/evaluate.ts'
import { claimsOf, type Claim } from './claims.ts'
import { chronicle, isInDoubt, type Chronicle } from './doubts.ts'
import { readEntries } from '../read-entries.ts'
import { stateAt } from './replay.ts'
import type { Subjects } from './subjects.ts'

/** A role at a moment. */
interface RoleAt {
  readonly role: ListMember
  /** The text of a permission that covers the one asked for. */
  readonly by: string
}

interface Having {
  readonly having: readonly RoleAt[]
  readonly untold: number
  readonly doubts: readonly Doubt[]
}

/**
 * Which roles had a permission at a time. The entries that changed roles are read once, in one pass over the blocks in which they are, for as
 * long as no entries come: entries that only gave a role or took it away are not among them.
 */
export class RolePermissions {
  private told: { readonly entries: number; readonly when: Promise<ReadonlyMap<string, Chronicle>> } | null = null

  constructor(
    private readonly store: CacheStore,
    private readonly subjects: Pick<Subjects, 'evidence'>,
  ) {}

  /**
   * `untold`: roles that the log names without telling their permissions. `doubts`: what leaves open which permissions a role had then. A pattern's `*`
   * stands for any text.
   */
  async having(permission: string, at: number): Promise<Having> {
    const chronicles = await this.chronicles()
    const doubts: Doubt[] = []
    const having: RoleAt[] = []
    let told = 0
    for (const { happened: claims, doubts: open } of chronicles.values()) {
      for (const doubt of open) if (isOfPermissions(doubt) && isInDoubt(doubt, at)) doubts.push(doubt)
      const { exists, fields } = stateAt(claims, at)
      const permissions = fields.get('permissions')
      if (exists !== false && !isList(permissions)) continue
      told++
      if (exists === false || !isList(permissions)) continue
      const by = permissions.find((each): each is string => typeof each === 'string' && covers(each, permission))
      if (by !== undefined) having.push({ role: roleOf(claims, at), by })
    }
    return { having: having.sort((a, b) => (a.role.value < b.role.value ? -1 : 1)), untold: Math.max(0, this.namedRoles() - told), doubts }
  }

  private chronicles(): Promise<ReadonlyMap<string, Chronicle>> {
    const entries = this.store.columns.length
    if (this.told?.entries === entries) return this.told.when
    const when = this.read()
    this.told = { entries, when }
    when.catch(() => (this.told = null))
    return when
  }

  private async read(): Promise<ReadonlyMap<string, Chronicle>> {
    const { columns, dictionaries, order } = this.store
    const roles = dictionaries.resource.table(([type]) => isRole(type))
    const changing = dictionaries.action.table(([action]) => !/^(?:role_assign|role_revoke|permission_check)$/.test(action ?? ''))
    const keys = order.keys.filter(
      (key) =>
        isListed(columns, key) &&
        roles[columns.ids.resource[key] as number] === 1 &&
        changing[columns.ids.action[key] as number] === 1 &&
        columns.statusOf(key) !== 'failed',
    )
    const claimByKey = new Map<number, Claim>()
    await readEntries(this.store, keys.slice().sort(), (key, entry) => {
      const [claim] = claimsOf(this.subjects.evidence(key, entry, 'resource'))
      if (claim) claimByKey.set(key, claim)
    })
    const byRole = new Map<string, Claim[]>()
    for (const key of keys) {
      const claim = claimByKey.get(key)
      if (!claim) continue
      const name = roleKey(claim.evidence.resource)
      const known = byRole.get(name)
      if (known) known.push(claim)
      else byRole.set(name, [claim])
    }
    return new Map(Array.from(byRole, ([name, claims]) => [name, chronicle(claims, [])]))
  }

  /** Roles that any entry names, by id or else by name. */
  private namedRoles(): number {
    const named = new Set<string>()
    for (const [type, id, name] of this.store.dictionaries.resource.all()) {
      if (isRole(type)) named.add(roleKey({ id, name }))
    }
    return named.size
  }
}

const permissionAspects = ['permissions', 'existence', 'fields', 'everything']
const isOfPermissions = ({ aspects }: Doubt): boolean => aspects.some((aspect) => permissionAspects.includes(aspect))
const isRole = (type: string | undefined): boolean => type !== undefined && caseless(type) === 'role'
const roleKey = ({ id, name }: { id?: string | undefined; name?: string | undefined }): string => id ?? caseless(name ?? '')
const covers = (held: string, permission: string): boolean => compile(held)(permission)

/** As it was called by the last entry up to then, or by the first after. */
function roleOf(claims: readonly Claim[], at: number): ListMember {
  const last = claims.findLast(({ evidence }) => Math.floor(evidence.at) <= at) ?? claims.at(0)
  const { id, name } = last?.evidence.resource ?? {}
  return { type: 'role', value: name ?? id ?? '', ...(id !== undefined && { id }) }
}
