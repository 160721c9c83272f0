import type { GroupField } from '@contract/groups.ts'
import type { Field } from '@contract/filter.ts'
import { isMarkName, markInfo } from '@contract/marks.ts'

interface GroupFieldInfo {
  readonly label: string
  /** The filter field that finds the entries of a value; null where none does. */
  readonly filter: Field | null
}

/** By what entries can be counted, in the order in which it is offered. */
export const groupFieldInfo: Readonly<Record<GroupField, GroupFieldInfo>> = {
  actor: { label: 'User', filter: 'actor' },
  action: { label: 'Action', filter: 'action' },
  status: { label: 'Status', filter: 'status' },
  target: { label: 'Target', filter: 'target' },
  resource: { label: 'Resource type', filter: 'resource' },
  'resource.name': { label: 'Resource', filter: 'resource.name' },
  permission: { label: 'Permission', filter: 'permission' },
  ip: { label: 'IP address', filter: 'ip' },
  network: { label: 'Network', filter: 'ip' },
  agent: { label: 'User agent', filter: 'agent' },
  'agent.family': { label: 'Agent family', filter: null },
  day: { label: 'Day', filter: 'on' },
  hour: { label: 'Hour of the day', filter: 'hour' },
  weekday: { label: 'Weekday', filter: 'weekday' },
  mark: { label: 'Mark', filter: 'mark' },
  tag: { label: 'Tag', filter: 'tag' },
  case: { label: 'Case', filter: 'case' },
  source: { label: 'Source', filter: 'source' },
}

export const groupChoices = (Object.keys(groupFieldInfo) as GroupField[]).map((value) => ({ value, label: groupFieldInfo[value].label }))

/** An empty value of these is an attribute that is absent (see `contract/filter.ts`); of others nothing asks for that. */
const askedForAbsent: ReadonlySet<Field> = new Set(['action', 'actor', 'resource', 'target', 'ip'])

/** The value with which a filter finds the entries of a group; null where none does. */
export function filterValue(field: GroupField, value: string | null): { readonly field: Field; readonly value: string } | null {
  const { filter } = groupFieldInfo[field]
  if (filter === null || (value === null && !askedForAbsent.has(filter))) return null
  return { field: filter, value: value ?? '' }
}

/** A value as a person reads it: `09:00–10:00`, *Monday*; what is absent is said. */
export function groupText(field: GroupField, value: string | null): string {
  if (value === null) return 'none'
  if (field === 'hour') return `${value}:00–${String((Number(value) + 1) % 24).padStart(2, '0')}:00`
  if (field === 'mark') return isMarkName(value) ? markInfo(value).title : value
  if (field === 'weekday') return value.charAt(0).toUpperCase() + value.slice(1)
  return value
}
