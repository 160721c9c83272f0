import { side } from '../cache/told/told-block.ts'

type Existence = 'creates' | 'deletes' | 'changes'

/** What an action is by its word. */
export interface ActionRead {
  readonly does: 'assign' | 'revoke' | 'enter' | 'leave' | 'check' | 'change'
  /** What it was done on, where the word says so. */
  readonly on: 'role' | 'group' | 'user' | null
  readonly isInvitation: boolean
  /** Null: its word does not say so. */
  readonly existence: Existence | null
}

const steps: Readonly<Record<string, ActionRead['does']>> = {
  role_assign: 'assign',
  role_revoke: 'revoke',
  group_member_add: 'enter',
  group_member_remove: 'leave',
  permission_check: 'check',
}

export function actionRead(action: string): ActionRead {
  return {
    does: Object.hasOwn(steps, action) ? (steps[action] as ActionRead['does']) : 'change',
    on: action.startsWith('role_') ? 'role' : action.startsWith('group_') ? 'group' : action.startsWith('user_') ? 'user' : null,
    isInvitation: action.endsWith('_invite'),
    existence: /_(?:create|invite)$/.test(action)
      ? 'creates'
      : /_(?:delete|remove)$/.test(action)
        ? 'deletes'
        : /_(?:update|change|edit|set)$/.test(action)
          ? 'changes'
          : null,
  }
}

/** What an entry does to whether something is there; null: nothing, as far as it says. @param before @param after what the sides of its change are */
export function existenceOf({ existence }: ActionRead, before: number, after: number): Existence | null {
  if (existence === 'creates' || existence === 'deletes') return existence
  if (before === side.nothing && after !== side.nothing && after !== side.absent) return 'creates'
  if (after === side.nothing && before !== side.nothing && before !== side.absent) return 'deletes'
  return existence ?? (before !== side.absent || after !== side.absent ? 'changes' : null)
}
