import { columnSorts, type ColumnId } from './setting-names.ts'

/** By what entries are sorted and counted. Free of zod, as `setting-names.ts` is. */

/**
 * By what rows can be sorted. A name means what the filter field of that name means: `resource` is its type, `resource.name` its name or id; `time` is
 * the order that a log has by itself; `target` is the first of several; `mark` is the strongest of an entry's marks, strongest first.
 */
export const sortFields = [
  'time', 'actor', 'action', 'status', 'resource', 'resource.name', 'target', 'permission', 'ip', 'agent', 'mark', 'tag', 'case',
  'source',
] as const // prettier-ignore

/** By what the list is sorted when a person chooses a column of the grid: what its cells show first; null: by nothing. */
export const sortOfColumn: Readonly<Record<ColumnId, (typeof sortFields)[number] | null>> = columnSorts

/**
 * By what entries can be counted. `network` is the /24 of an IPv4 and the /48 of an IPv6 address; `agent.family` is a user agent without its version;
 * `day`, `hour` and `weekday` are in the zone that is asked for.
 */
export const groupFields = [
  'actor', 'action', 'status', 'resource', 'resource.name', 'target', 'permission', 'ip', 'network', 'agent', 'agent.family',
  'day', 'hour', 'weekday', 'mark', 'tag', 'case', 'source',
] as const // prettier-ignore

/** Fields that make one group together. */
export const mostGroupFields = 3

/** By what groups are sorted beside the fields that they are made of. */
export const groupMeasures = ['count', 'failed', 'first', 'last', 'distinct'] as const

/** Values of `weekday`, from Monday on. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
