import type { EntryDetail } from '@contract/entry.ts'
import { useKeys } from '../../composables/use-keys.ts'
import {
  actorRef,
  addressRef,
  agentRef,
  requestRef,
  resourceRef,
  storyOf,
  targetRef,
  type EntityRef,
} from '../../shared/entity/entity-ref.ts'
import { useEntityActions } from '../../shared/entity/use-entity-actions.ts'

/** Commands that open the history or the story of whom and what an entry names. */
export function useEntityKeys(detail: () => EntryDetail): void {
  const { act } = useEntityActions()
  const at = (): number | null => detail().entry.occurredAt
  const history = (entity: EntityRef | null): boolean => {
    if (entity?.subject) void act(entity, 'history', at())
    return entity?.subject != null
  }
  const story = (entity: EntityRef | null): boolean => {
    if (!entity || !storyOf(entity)) return false
    void act(entity, 'story')
    return true
  }
  const entry = (): EntryDetail['entry'] => detail().entry
  const named = {
    actor: { words: 'the user who did it', ref: () => actorRef(entry().actor) },
    resource: { words: 'the resource', ref: () => resourceRef(entry().resource) },
    target: { words: 'the target', ref: () => targetRef(entry().target) },
    ip: { words: 'the IP address', ref: () => addressRef(entry().ip) },
    agent: { words: 'the user agent', ref: () => agentRef(entry().userAgent) },
    request: { words: 'the request', ref: () => requestRef(entry().requestId) },
  } as const
  const group = 'Entry'
  const command = (id: string, keys: readonly string[], of: keyof typeof named, open: typeof history) => ({
    id,
    keys,
    description: `${open === history ? 'History' : 'Story'} of ${named[of].words}`,
    group,
    run: () => open(named[of].ref()),
  })
  useKeys().register(
    command('history', ['h'], 'resource', history),
    command('history-user', [], 'actor', history),
    command('history-target', [], 'target', history),
    command('history-ip', [], 'ip', history),
    command('story', ['s'], 'actor', story),
    command('story-resource', [], 'resource', story),
    command('story-target', [], 'target', story),
    command('story-ip', [], 'ip', story),
    command('story-agent', [], 'agent', story),
    command('story-request', [], 'request', story),
  )
}
