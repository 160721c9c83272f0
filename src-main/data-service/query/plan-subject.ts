import { caseless, compile as compilePattern, textOf } from '@language/pattern.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import { byTable, type Plan, type PlanContext } from './plan-tables.ts'

/** Whom or what an entry can be about: who did it, what it was done on, whom it was done to. */
export type SubjectKind = 'user' | 'role' | 'group'
type Column = 'actor' | 'resource' | 'target'

/** A value of a dictionary as somebody or something. */
interface Named {
  readonly type: string | undefined
  readonly id: string | undefined
  readonly email: string | undefined
  readonly name: string | undefined
}

const namedOf: Readonly<Record<Column, (parts: Parts) => Named>> = {
  actor: ([email, name, id]) => ({ type: 'user', id, email, name }),
  resource: ([type, id, name]) => ({ type, id, email: undefined, name }),
  target: ([type, id, email, name]) => ({ type, id, email, name }),
}

/** Types of resources that are accounts: `user`, `service_account`, … */
export function isAccount(type: string | undefined): boolean {
  return type !== undefined && /user|account|member|person|principal/i.test(type)
}

/** Who has an email is somebody, whatever else is said. */
function isOfKind(kind: SubjectKind, { type, email }: Named): boolean {
  if (kind === 'user') return email !== undefined || type === undefined || isAccount(type)
  return type !== undefined && caseless(type) === kind
}

/** The columns in which a kind stands: users act, roles and groups do not. */
const columnsOf = (kind: SubjectKind): readonly Column[] => (kind === 'user' ? ['actor', 'resource', 'target'] : ['resource', 'target'])

/**
 * Entries that name a user, role or group, wherever they do: one whose email, name or id matches the value, or one with the same id as such a one, so
 * that a role is found under the names it had, and a user where only the id is told.
 */
export function planSubject(kind: SubjectKind, value: string, context: PlanContext): Plan {
  const columns = columnsOf(kind)
  const tables = new Map(columns.map((column) => [column, new Uint8Array(context.store.dictionaries[column].size)]))
  const mark = textOf(value) === null ? markPattern : markWhole
  mark(kind, value, context, tables)
  return { kind: 'or', of: columns.map((column) => byTable(context.store, column, tables.get(column) as Uint8Array)) }
}

type Mark = (kind: SubjectKind, value: string, context: PlanContext, tables: ReadonlyMap<Column, Uint8Array>) => void

/** With the index of whole texts: of a million entries' names it looks at a few. */
const markWhole: Mark = (kind, value, { store, text, bookmarkKeys }, tables) => {
  const ids = new Set<string>()
  const each = (wanted: string, isWanted: (named: Named) => boolean): void => {
    for (const [column, table] of tables) {
      const found = new Uint8Array(table.length)
      text[column].markWhole(wanted, found)
      for (let id = found.indexOf(1); id >= 0; id = found.indexOf(1, id + 1)) {
        const named = namedOf[column](store.dictionaries[column].at(id))
        if (!isOfKind(kind, named) || !isWanted(named)) continue
        table[id] = 1
        if (named.id) ids.add(named.id)
      }
    }
  }
  const whole = textOf(value) ?? value
  for (const name of (kind === 'user' ? bookmarkKeys.people.namesOf([whole]) : undefined) ?? [whole]) each(name, () => true)
  for (const known of [...ids]) each(known, ({ id }) => id === known)
}

const markPattern: Mark = (kind, value, { store }, tables) => {
  const matches = compilePattern(value)
  const ids = new Set<string>()
  const isNamed = ({ email, id, name }: Named): boolean =>
    [email, id, name].some((part) => part !== undefined && part !== '' && matches(part))
  for (const [column, table] of tables)
    store.dictionaries[column].table((parts, at) => {
      const named = namedOf[column](parts)
      const found = at > 0 && isOfKind(kind, named) && isNamed(named)
      if (found && named.id) ids.add(named.id)
      table[at] = found ? 1 : 0
      return found
    })
  for (const [column, table] of tables)
    store.dictionaries[column].table((parts, at) => {
      const named = namedOf[column](parts)
      if (named.id && ids.has(named.id) && isOfKind(kind, named)) table[at] = 1
      return false
    })
}

const shown = ({ email, name, id }: Named): string | undefined => [email, name, id].find((part) => part !== undefined && part !== '')

/** What a value of a column is called where it is of a kind. */
export function nameAs(kind: SubjectKind, column: Column): (parts: Parts) => string | undefined {
  return (parts) => {
    const named = namedOf[column](parts)
    return isOfKind(kind, named) ? shown(named) : undefined
  }
}
