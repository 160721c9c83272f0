import { caseless } from '@language/pattern.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Given } from './sequence-pass.ts'
import { counterparts } from './sequence-rules.ts'

/** By id, which stays when a name changes; else by email or name. Null where there is nothing to tell it by. */
function identityOf(type: string | undefined, id: string | undefined, ...names: readonly (string | undefined)[]): string | null {
  const name = names.find((each) => each !== undefined && each !== '')
  if (id !== undefined && id !== '') return JSON.stringify([caseless(type ?? ''), 'id', id])
  return name === undefined ? null : JSON.stringify([caseless(type ?? ''), 'name', caseless(name)])
}

/** Numbers what values of a dictionary stand for, when it is asked for. */
class Identities {
  private readonly byId = new Map<number, number | null>()
  private readonly numbers = new Map<string, number>()

  constructor(private readonly textOf: (id: number) => string | null) {}

  numberOf(id: number): number | null {
    const known = this.byId.get(id)
    if (known !== undefined) return known
    const text = id === 0 ? null : this.textOf(id)
    const number = text === null ? null : (this.numbers.get(text) ?? this.numbers.size)
    if (text !== null && number !== null) this.numbers.set(text, number)
    this.byId.set(id, number)
    return number
  }
}

const nothing: readonly Given[] = []

/** What entries give and take away, by the columns: see `sequence-rules.ts`. */
export function givenIn({
  columns,
  dictionaries,
  targetSets,
}: Pick<CacheStore, 'columns' | 'dictionaries' | 'targetSets'>): (key: number) => readonly Given[] {
  const { action, resource, target } = dictionaries
  const partsOf = (dictionary: { at(id: number): Parts }): ((id: number) => Parts) => dictionary.at.bind(dictionary)
  const [resourceOf, targetOf] = [partsOf(resource), partsOf(target)]
  const resources = new Identities((id) => {
    const [type, resourceId, name] = resourceOf(id)
    return identityOf(type, resourceId, name)
  })
  const targets = new Identities((id) => {
    const [type, targetId, email, name] = targetOf(id)
    return identityOf(type, targetId, email, name)
  })
  const deeds = new Map<number, ReturnType<typeof counterparts.get>>()
  for (let id = 1; id < action.size; id++) {
    const deed = counterparts.get(action.firstPart(id) ?? '')
    if (deed) deeds.set(id, deed)
  }
  return (key) => {
    const deed = deeds.get(columns.ids.action[key] as number)
    if (!deed || columns.statusOf(key) !== 'success') return nothing
    const on = resources.numberOf(columns.ids.resource[key] as number)
    if (on === null) return nothing
    const set = columns.ids.targets[key] as number
    const given: Given[] = []
    for (const id of set === 0 ? [columns.ids.target[key] as number] : targetSets.of(set)) {
      const to = targets.numberOf(id)
      if (to !== null) given.push({ gives: deed.gives, what: (on * 0x2000000 + to) * 2 + (deed.kind === 'role' ? 0 : 1) })
    }
    return given
  }
}
