import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { isListed } from '../query/evaluate.ts'
import type { Organisation } from '../state/organisation.ts'
import type { Holdings } from './holdings.ts'
import { NamedThings } from './named-things.ts'

/** Entries that give a role or a membership, or take it: they change who has it, not what it is. */
const relations: ReadonlySet<string> = new Set(['role_assign', 'role_revoke', 'group_member_add', 'group_member_remove'])
const changing = /_(?:create|invite|delete|remove|update|change|edit|set)$/
/** Entries between two places where work may stop. */
const piece = 4096

/**
 * Entries that changed a role or group while it was had: what it is called, what it allows, that it is there, what it has in turn. Who else came to have it is no
 * part of that. Failed ones changed nothing; one that does not say whether it succeeded may have.
 * @returns by key: the things through which it concerns who had them
 */
export function* changedThrough(
  organisation: Organisation,
  store: CacheStore,
  { things }: Holdings,
): Generator<void, Map<number, number[]>> {
  const found = new Map<number, number[]>()
  if (things.size === 0) return found
  const { columns, dictionaries, targetSets } = store
  const { resource, target, targets } = columns.ids
  const meant = new NamedThings(organisation, things)
  const action = dictionaries.action.table(([text]) => text !== undefined && (changing.test(text) || relations.has(text)))
  const relation = dictionaries.action.table(([text]) => text !== undefined && relations.has(text))
  const check = dictionaries.action.table(([text]) => text === 'permission_check')
  const resources = dictionaries.resource.table(([type, id, name]) => meant.mayBe(type, id, name))
  const targetTable = dictionaries.target.table(([type, id, email, name]) => email === undefined && meant.mayBe(type, id, name))
  const sets = targetSets.holdingAny(targetTable)
  const { order } = organisation
  for (let place = 0; place < order.length; place++) {
    if (place % piece === piece - 1) yield
    const key = order[place] as number
    const of = columns.ids.action[key] as number
    const isResource = resources[resource[key] as number] === 1 && relation[of] !== 1
    const isTarget = targetTable[target[key] as number] === 1 || sets[targets[key] as number] === 1
    if (!isResource && !isTarget) continue
    if (check[of] === 1 || (action[of] !== 1 && ((columns.state[key] as number) & stateBit.changes) === 0)) continue
    if (columns.statusOf(key) === 'failed' || !isListed(columns, key)) continue
    const set = targets[key] as number
    const own = set > 0 ? [...targetSets.of(set)] : [target[key] as number]
    const numbers = new Set<number>()
    if (isResource) for (const each of meant.at(dictionaries.resource.at(resource[key] as number), place)) numbers.add(each)
    for (const id of own) {
      if (targetTable[id] !== 1) continue
      const [type, thing, , name] = dictionaries.target.at(id)
      for (const each of meant.at([type, thing, name], place)) numbers.add(each)
    }
    if (numbers.size > 0) found.set(key, [...numbers])
  }
  return found
}
