import type { Dictionaries, DictionaryName } from '../cache/dictionary/dictionary.ts'
import { Groups } from './groups.ts'

/** By what is counted, or completed: how the values of its dictionary are named. */
export type AllGroups = Readonly<
  Record<'action' | 'verbatim' | 'actor' | 'agent' | 'ip' | 'permission' | 'resource' | 'resource.name' | 'target', Groups>
>

export function groupsOf(dictionaries: Dictionaries): AllGroups {
  const whole = (name: DictionaryName): Groups => {
    const dictionary = dictionaries[name]
    return new Groups({ dictionary, valueOf: (id) => dictionary.firstPart(id) })
  }
  const { action, actor, resource, target } = dictionaries
  return {
    action: whole('action'),
    // Only where it is another spelling.
    verbatim: new Groups({ dictionary: action, valueOf: (id) => action.at(id)[1] }),
    ip: whole('ip'),
    agent: whole('agent'),
    permission: whole('permission'),
    resource: whole('resource'),
    'resource.name': new Groups({
      dictionary: resource,
      valueOf: (id) => resource.at(id)[2] ?? resource.at(id)[1],
      labelOf: (id) => resource.firstPart(id),
    }),
    actor: new Groups({
      dictionary: actor,
      valueOf: (id) => actor.firstPart(id) || (actor.at(id)[1] ?? actor.at(id)[2]),
      labelOf: (id) => actor.at(id)[1],
    }),
    target: new Groups({
      dictionary: target,
      valueOf: (id) => {
        const [, targetId, email, name] = target.at(id)
        return email ?? name ?? targetId
      },
      labelOf: (id) => target.at(id)[3],
    }),
  }
}
