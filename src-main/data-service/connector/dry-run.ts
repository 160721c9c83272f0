import type { EntryMapping } from '@contract/connector-entry.ts'
import type { PageAsked, ServiceAnswer } from '@contract/service.ts'
import { textHash } from '../bytes/record-text.ts'
import type { Connector, MappedEntry } from './connector.ts'
import { parseItem } from './json-items.ts'
import { sentEntry } from './sent-entry.ts'

const shown = 20
/** Of a longer raw text the beginning is shown. */
const longestRaw = 20_000
const mostUnmapped = 200

/** What the connector makes of a page. Fails as reading it would. */
export function tryOut(connector: Connector, body: Uint8Array, asked: PageAsked): ServiceAnswer<'connector.try'> {
  const { items, raws, retention } = connector.readPage(body, asked)
  const mapped = items.map((item, i) => connector.mapItem(item, { id: () => textHash(raws[i] as Buffer) }))
  const entries = mapped.slice(0, shown).map((entry, i) => ({
    entry: sentEntry(withChangesShown(entry, items[i] as string)),
    ...beginning(items[i] as string),
  }))
  const unmapped = unmappedIn(items.slice(0, shown).map(parseItem), connector.definition.entry)
  return {
    dryRun: { received: items.length, entries, unmapped },
    newest: connector.newestFirst ? newestOf(mapped.map(({ occurredAt }) => occurredAt)) : null,
    retention,
  }
}

function beginning(raw: string): { readonly raw: string; readonly cutOf?: number } {
  return raw.length > longestRaw ? { raw: raw.slice(0, longestRaw), cutOf: Buffer.byteLength(raw) } : { raw }
}

/** What an entry changed is shown where its text is. */
function withChangesShown({ changes, ...entry }: MappedEntry, raw: string): MappedEntry {
  if (changes === undefined) return entry
  return raw.length > longestRaw ? { ...entry, unreadChanges: 'too large to be shown here' } : { ...entry, changes }
}

/** The latest of the times that are known; null when none is. */
export function newestOf(times: readonly (number | null)[]): number | null {
  return times.reduce((newest, time) => (time === null || (newest !== null && newest >= time) ? newest : time), null)
}

/** What of a page a walk has to know before it is committed. Fails as reading it would. */
export function inspect(
  { mapItem, readPage, markOf }: Connector,
  body: Uint8Array,
  asked: PageAsked | undefined,
): ServiceAnswer<'sync.inspect'> {
  const { items, retention } = readPage(body, asked)
  const newest = newestOf(items.map((item) => mapItem(item, { id: () => '' }).occurredAt))
  const last = items.at(-1)
  return { received: items.length, newest, last: last === undefined ? null : markOf(last), retention }
}

/** Members that hold something and of which the mapping takes nothing. */
export function unmappedIn(items: readonly unknown[], mapping: EntryMapping): string[] {
  const used = usedIn(mapping).map(anyPlace)
  const leaves = new Set<string>()
  for (const item of items) collectLeaves(item, leaves)
  return [...leaves].filter((leaf) => !used.some((each) => leaf === each || leaf.startsWith(`${each}/`))).slice(0, mostUnmapped)
}

const anyPlace = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*')

/** Names are shown: what makes a longer path of them is left out. */
const longestPath = 2000

function collectLeaves(item: unknown, into: Set<string>): void {
  const open: [value: unknown, path: string][] = [[item, '']]
  for (let next = open.pop(); next && into.size < 10 * mostUnmapped; next = open.pop()) {
    const [value, path] = next
    if (value === null || value === '') continue
    if (typeof value !== 'object') into.add(path)
    else {
      const inside = Object.entries(value).map(([name, inner]): [unknown, string] => [
        inner,
        Array.isArray(value) ? `${path}/*` : `${path}/${escaped(name)}`,
      ])
      for (const each of inside.reverse()) if (each[1].length <= longestPath) open.push(each)
    }
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Members of the definition that hold words and no pointers. */
const words: ReadonlySet<string> = new Set([
  'aliases',
  'map',
  'byAction',
  'absent',
  'constant',
  'capture',
  'actions',
  'notActions',
  'onlyActions',
  'format',
  'columns',
  'required',
  'added',
  'removed',
  'beginsWith',
  'as',
  'join',
])

/** What lies in an element of `each` stands, as the mapping names it, at the top. */
function placesOfEach(mapping: EntryMapping): readonly string[] | null {
  const { each } = mapping
  if (each === undefined || (typeof each === 'object' && 'forms' in each)) return null
  return typeof each === 'string' ? [each] : [each.at].flat()
}

function nameOfEach({ each }: EntryMapping): string {
  return typeof each === 'object' ? each.as : 'each'
}

/** The pointers that a mapping reads, as they stand in a record. */
function usedIn(mapping: EntryMapping): string[] {
  const lists = placesOfEach(mapping)
  const top = `/${nameOfEach(mapping)}`
  const columns = mapping.columns ?? []
  return [...pointersIn(mapping, '')].flatMap((pointer) => {
    if (lists !== null && (pointer === top || pointer.startsWith(`${top}/`)))
      return lists.map((list) => `${list}/*${pointer.slice(top.length)}`)
    const column = columns.indexOf(pointer.slice(1).split('/')[0] ?? '')
    return column < 0 ? pointer : `/${column}`
  })
}

/** Within a list the pointers go through `*`. */
function* pointersIn(part: unknown, list: string): Generator<string> {
  if (typeof part === 'string') {
    if (part.startsWith('/')) yield list + part
    for (const [, pointer = ''] of part.matchAll(/\{(\/[^}]*)\}/g)) yield list + pointer
    return
  }
  if (typeof part !== 'object' || part === null) return
  const members = part as Readonly<Record<string, unknown>>
  // A pick, a list of changes, a list of pairs and targets name their list and what they read of each element.
  const of = members['from'] ?? members['list'] ?? members['pairs'] ?? (members['of'] as Members | undefined)?.['from']
  const isList = of !== undefined && members['format'] === undefined
  const base = isList ? baseOf(of) : null
  // Of a list in a text the text itself is read.
  if (isList && base === null) yield* pointersIn(of, list)
  const inner = isList ? `${list}${base ?? ''}/*` : list
  // What lies in JSON in a string is no member of the item: the string itself is read.
  const isInText = typeof members['at'] === 'string' && members['json'] !== undefined
  for (const [name, value] of Object.entries(members)) {
    // Beside a hash, it is a place like any other.
    if ((name === 'where' || name === 'unless' || name === 'if') && members['hash'] === undefined) {
      for (const pointer of Object.keys(value as object)) yield inner + pointer
    } else if (!words.has(name) && !(isInText && name === 'json') && !(isList && value === of)) yield* pointersIn(value, inner)
  }
}

type Members = Readonly<Record<string, unknown>>

/** Where the list lies that a place names; null where it lies in a text. */
function baseOf(place: unknown): string | null {
  if (typeof place === 'string') return place
  if (typeof place !== 'object' || place === null) return null
  const { pick, every, at } = place as Members
  const inner = (pick ?? every) as { from: unknown; at: unknown } | undefined
  if (inner) {
    const [base, of] = [baseOf(inner.from), [inner.at].flat()[0]]
    return base === null || typeof of !== 'string' ? null : `${base}/*${of}`
  }
  return typeof at === 'string' && (place as Members)['json'] === undefined ? at : null
}
