import { actionGroups } from '@contract/action.ts'

export const knownActions: ReadonlySet<string> = new Set(actionGroups.flatMap(({ actions }) => actions.map(({ action }) => action)))
