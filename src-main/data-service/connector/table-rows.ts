import type { TableHeader } from '@contract/connector-files.ts'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { exactlyOf } from '@contract/exact-json-reader.ts'
import type { Json } from '@contract/exact-json.ts'
import { tokensOf } from '../../connector/pointer.ts'
import { cellsOf } from './cells.ts'

/** What a row says, as JSON; and, where it does not have as many cells as its header, that. */
export interface RowAsJson {
  readonly json: string
  readonly problem: string | null
}

/** A record that is at hand: reading `text`, its JSON, would make the same `value`, and lose nothing. */
export interface ReadRecord {
  readonly value: Readonly<Record<string, unknown>>
  readonly text: () => string
}

/** Where a cell belongs: a text, or JSON, or a truth value; or an object of such. */
type Node = { readonly column: number; readonly as: 'text' | 'json' | 'anything' } | { readonly members: Map<string, Node> }

/**
 * Rows of a table as the records that a mapping reads. `flat`: an object of texts, one a column. Otherwise a cell stands where the mapping looks for it: the
 * column `actor_email` (or `actor.email`, `Actor Email`) is `/actor/email`; what begins like a list or an object and is one is JSON. Empty cells are absent.
 */
export function compileRows(header: TableHeader, mapping: EntryMapping): (row: string) => RowAsJson {
  const { columns, separator } = header
  const root = rootOf(header, mapping)
  return (row) => {
    const cells = cellsOf(row, separator)
    return { json: written(root, cells) || '{}', problem: problemOf(cells, columns) }
  }
}

/** The same, without writing JSON to read it again, where a row is as nearly all are; `record` is JSON where it is not. */
export function compileRecords(
  header: TableHeader,
  mapping: EntryMapping,
): (row: string) => { readonly record: string | ReadRecord; readonly problem: string | null } {
  const { columns, separator } = header
  const root = rootOf(header, mapping)
  const isUsual = !hasMember(root, '__proto__')
  return (row) => {
    const cells = cellsOf(row, separator)
    const problem = problemOf(cells, columns)
    const text = (): string => written(root, cells) || '{}'
    const value = isUsual && row.length <= longestUsual ? valueOf(root, cells) : odd
    return { record: value === odd ? text() : { value: (value ?? {}) as ReadRecord['value'], text }, problem }
  }
}

function rootOf({ columns, flat }: TableHeader, mapping: EntryMapping): Node {
  return flat ? flatTree(columns) : treeOf(columns, mapping)
}

function problemOf(cells: readonly string[], columns: readonly string[]): string | null {
  return cells.length === columns.length ? null : `has ${cells.length} cells, its header ${columns.length}`
}

function hasMember(node: Node, wanted: string): boolean {
  return 'members' in node && [...node.members].some(([name, inner]) => name === wanted || hasMember(inner, wanted))
}

/** Characters of a row, and of JSON within a cell, below which no limit of what is read is met. */
const [longestUsual, longestJson] = [16 * 1024, 256]
/** Stands for what has to be read as text: numbers that would be written in another way, doubled members, much of anything. */
const odd = Symbol('odd')

/** What {@link written} writes, read; undefined where it writes nothing. */
function valueOf(node: Node, cells: readonly string[]): unknown {
  if (!('members' in node)) {
    const cell = cells[node.column] ?? ''
    return cell === '' ? undefined : mayBeJson(cell, node.as) ? jsonIn(cell) : cell
  }
  let value: Record<string, unknown> | undefined
  for (const [name, inner] of node.members) {
    const found = valueOf(inner, cells)
    if (found === odd) return odd
    if (found !== undefined) (value ??= {})[name] = found
  }
  return value
}

function jsonIn(cell: string): unknown {
  if (cell.length > longestJson) return odd
  let parsed: Json
  try {
    parsed = JSON.parse(cell) as Json
  } catch {
    return cell
  }
  return exactlyOf(cell, parsed) === parsed ? parsed : odd
}

function flatTree(columns: readonly string[]): Node {
  return { members: new Map(columns.map((name, column) => [name, { column, as: 'text' }])) }
}

/** A name by which a column and a place are the same. */
export const plainName = (name: string): string =>
  name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')

/** By plain name, the places that a mapping reads. */
export function placesByName(mapping: EntryMapping): Map<string, string> {
  const places = new Map<string, string>()
  for (const pointer of pointersIn(mapping).all) {
    const name = plainName(tokensOf(pointer).join('_'))
    if (name !== '' && !places.has(name)) places.set(name, pointer)
  }
  return places
}

function treeOf(columns: readonly string[], mapping: EntryMapping): Node {
  const { texts, anything } = pointersIn(mapping)
  const places = placesByName(mapping)
  const members = new Map<string, Node>()
  const spare: number[] = []
  columns.forEach((name, column) => {
    const pointer = places.get(plainName(name))
    if (pointer === undefined || !put(members, tokensOf(pointer), { column, as: asOf(pointer) })) spare.push(column)
  })
  for (const column of spare) {
    let name = columns[column] as string
    while (members.has(name)) name += ' (column)'
    members.set(name, { column, as: 'text' })
  }
  return { members }

  function asOf(pointer: string): 'text' | 'json' | 'anything' {
    return anything.has(pointer) ? 'anything' : texts.has(pointer) ? 'text' : 'json'
  }
}

/** @returns whether there was room */
function put(members: Map<string, Node>, [first = '', ...rest]: readonly string[], leaf: Node): boolean {
  const known = members.get(first)
  if (rest.length === 0) {
    if (!known) members.set(first, leaf)
    return !known
  }
  if (known && !('members' in known)) return false
  const inner = known ?? { members: new Map<string, Node>() }
  if (!known) members.set(first, inner)
  return put(inner.members, rest, leaf)
}

function written(node: Node, cells: readonly string[]): string {
  if (!('members' in node)) return writtenCell(cells[node.column] ?? '', node.as)
  let text = ''
  for (const [name, inner] of node.members) {
    const value = written(inner, cells)
    if (value !== '') text += `${text === '' ? '{' : ','}${JSON.stringify(name)}:${value}`
  }
  return text === '' ? '' : `${text}}`
}

function writtenCell(cell: string, as: 'text' | 'json' | 'anything'): string {
  if (cell === '') return ''
  return mayBeJson(cell, as) && isJson(cell) ? cell : JSON.stringify(cell)
}

function mayBeJson(cell: string, as: 'text' | 'json' | 'anything'): boolean {
  if (as !== 'json') return as === 'anything'
  const first = cell.charCodeAt(0)
  return first === 123 || first === 91
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

interface Pointers {
  readonly all: readonly string[]
  /** Where the mapping wants a text, which may be JSON within. */
  readonly texts: ReadonlySet<string>
  /** Where any JSON value may stand: what was before and after, truth values. */
  readonly anything: ReadonlySet<string>
}

const wordMembers: ReadonlySet<string> = new Set(['aliases', 'map', 'byAction', 'constant', 'absent', 'actions', 'capture', 'required'])

function pointersIn(mapping: EntryMapping): Pointers {
  const all = new Set<string>()
  const texts = new Set<string>()
  const anything = new Set<string>()
  const walk = (part: unknown, name: string): void => {
    if (typeof part === 'string') {
      if (part.startsWith('/')) all.add(part)
      for (const [, pointer = ''] of part.matchAll(/\{(\/[^}]*)\}/g)) all.add(pointer)
      if (part.startsWith('/') && (name === 'before' || name === 'after' || name === 'boolean')) anything.add(part)
    } else if (Array.isArray(part)) for (const each of part) walk(each, name)
    else if (typeof part === 'object' && part !== null) {
      const members = part as Readonly<Record<string, unknown>>
      const { at } = members
      if ('json' in members && typeof at === 'string') texts.add(at)
      // Within the elements of a list: no cell stands there.
      const isOfElements = ['where', 'of', 'list', 'pairs'].some((each) => each in members)
      for (const [key, inner] of Object.entries(members)) {
        if (wordMembers.has(key)) continue
        if (isOfElements && !['from', 'of', 'list', 'pairs'].includes(key)) continue
        walk(inner, key)
      }
    }
  }
  walk(mapping, '')
  return { all: [...all], texts, anything }
}
