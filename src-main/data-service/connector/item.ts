import { createHash } from 'node:crypto'
import type { EntryField, EntryMapping, SingleValue, Value } from '@contract/connector-entry.ts'
import { factNames, partsOf, type OptionalFact } from '@contract/entry-facts.ts'
import type { Actor, Resource } from '@contract/entry.ts'
import { exactlyOf } from '@contract/exact-json-reader.ts'
import { exactText, type Json } from '@contract/exact-json.ts'
import { getter, isInherited, tokensOf } from '../../connector/pointer.ts'
import { timeFormats, unknownTime, wholeMs } from '../../connector/times.ts'
import { compileChanges } from './changes-rule.ts'
import type { Connector, MappedEntry, ReadChanges } from './connector.ts'
import { parseItem, readNumbers } from './json-items.ts'
import { beyondLimits, cutValues, identifying, longestValue, mostLevels, withinLevels } from './levels.ts'
import { compileStatus, statusWords } from './status-rules.ts'
import { asText, compileText, type TextOf } from './text-value.ts'

type Entry = { -readonly [K in keyof MappedEntry]: MappedEntry[K] }

/** Characters of a text that cannot be read which are shown with the reason. */
const longestQuoted = 80

const nothing: TextOf = () => undefined
const textOr = (value: Value | undefined): TextOf => (value === undefined ? nothing : compileText(value))

/**
 * The mapping as closures, made once: what runs for an item is property reads, without a look at the definition. Written
 * without spreads and temporary lists: it runs a million times in a first sync.
 */
export function compileItem(mapping: EntryMapping): Connector['mapItem'] {
  const read = readsNumbers(mapping) ? readNumbers : parseItem
  const required = (field: EntryField): boolean => mapping.required.includes(field)
  const format = timeFormats[mapping.time.format]
  const [idOf, timeOf, actionOf] = [
    identity(mapping.id),
    compileTime(mapping.time, mapping.time.format.startsWith('epoch')),
    compileText(mapping.action),
  ]
  const sentTimeOf = compileTime(mapping.time, true)
  const actorOf = members<Actor>(mapping.actor, () => ({ email: '' }))
  const resourceOf = members<Resource>(mapping.resource, () => ({ type: '' }))
  const facts = factNames.flatMap((name) => factRule(mapping, name))
  const { judge: statusOf, byDefault } = compileStatus(mapping.status)
  const changesOf = compileChanges(mapping.changes)
  const canonical = new Map(Object.entries(mapping.aliases).flatMap(([name, spellings]) => spellings.map((each) => [each, name] as const)))
  const missing = missingWords(mapping)
  const [needsId, needsAction] = [required('id'), required('action')]
  const [needsActor, needsResource, needsTarget] = [required('actor'), required('resource'), required('target')]
  const unknownStatus = statusWords(mapping.status)

  return (text, fallback) => {
    const within = withinLevels(text)
    const json = read(within)
    let problems = typeof json === 'object' && json !== null && !Array.isArray(json) ? '' : 'the item is not an object'
    const note = (problem: string): void => void (problems += problems === '' ? problem : `; ${problem}`)
    const id = identifying(idOf(json, '', ''))
    if (id === undefined && needsId) note(missing.id)
    let timestamp = timeOf(json, '', '')
    const exactTime = (timestamp === undefined ? null : format.parse(timestamp)) ?? unknownTime
    // Whatever a definition requires: an entry without a time is in no period, and has to be found.
    if (exactTime === unknownTime) {
      timestamp ??= sentTimeOf(readNumbers(text), '', '')
      note(timestamp === undefined ? missing.time : `${missing.format}: “${beginningOf(timestamp)}”`)
    }
    const verbatim = actionOf(json, '', '')
    if (verbatim === undefined && needsAction) note(missing.action)
    const actionVerbatim = verbatim ?? ''
    const action = canonical.get(actionVerbatim) ?? actionVerbatim
    const actor = actorOf(json, action, actionVerbatim)
    if (actor === undefined && needsActor) note('actor is missing')
    const resource = resourceOf(json, action, actionVerbatim)
    if (resource === undefined && needsResource) note('resource is missing')
    const saidStatus = statusOf(json, action, actionVerbatim)
    const status = saidStatus ?? byDefault
    if (status === undefined) note(unknownStatus)
    const entry: Entry = {
      id: id ?? fallback.id(),
      occurredAt: wholeMs(exactTime),
      exactTime,
      timestamp: timestamp ?? '',
      actor: actor ?? { email: '' },
      action,
      actionVerbatim,
      resource: resource ?? { type: '' },
      status: status ?? 'unknown',
    }
    if (saidStatus === undefined && byDefault !== undefined) entry.statusIsDefault = true
    for (const { name, of } of facts) {
      const found = of(json, action, actionVerbatim)
      if (found !== undefined) (entry as Record<OptionalFact, unknown>)[name] = found
    }
    if (entry.target === undefined && needsTarget) note('target is missing')
    const changes = changesOf(json)
    const isWhole = within === text
    const exact = changes && isWhole ? exactChanges(changesOf, text, json, changes) : changes
    const unread = isWhole ? exact && beyondLimits(exact, text) : `nested deeper than ${mostLevels} levels`
    if (unread) {
      note(`${isWhole ? 'the changes are ' : ''}${unread}: kept as sent, ${isWhole ? 'their' : 'its'} parts are not searchable`)
      if (exact !== undefined) entry.unreadChanges = unread
    } else if (exact !== undefined) entry.changes = exact
    if (text.length > longestValue) {
      const cut = cutValues(entry, partNames)
      if (cut.length > 0)
        note(`longer than ${longestValue.toLocaleString('en')} characters, of which the beginning is read: ${cut.join(', ')}`)
    }
    if (problems !== '') entry.parseError = problems
    return entry
  }
}

/** Reads one fact of an item; undefined where the item has none. */
interface FactRule {
  readonly name: OptionalFact
  readonly of: (item: unknown, action: string, verbatim: string) => object | string | undefined
}

/** What a definition says of a fact; nothing, where it says nothing. */
function factRule(mapping: EntryMapping, name: OptionalFact): FactRule[] {
  const rule = mapping[name]
  if (rule === undefined) return []
  const of = partsOf(name) ? members(rule as Readonly<Record<string, Value | undefined>>, () => ({})) : compileText(rule as Value)
  return [{ name, of }]
}

/** The members of an entry that have texts of their own. */
const partNames = ['actor', 'resource', ...factNames.filter((name) => partsOf(name) !== null)] as const

/** A time may be a number; where it should not be, it is read as one only to say what was sent. */
function compileTime({ from }: EntryMapping['time'], isNumber: boolean): TextOf {
  if (!isNumber) return compileText(from)
  const numbered = (value: string | SingleValue): SingleValue => ({ ...(typeof value === 'string' ? { at: value } : value), numbers: true })
  return compileText(typeof from === 'object' && 'first' in from ? { first: from.first.map(numbered) } : numbered(from))
}

/** Of a text that is no time, as much as anybody needs to know it again. */
function beginningOf(text: string): string {
  return text.length > longestQuoted ? `${text.slice(0, longestQuoted)}…` : text
}

function identity(id: EntryMapping['id']): TextOf {
  if (typeof id === 'string' || !('hash' in id)) return compileText(id)
  const chosen = id.hash.map(getter)
  return (item) => {
    const found = chosen.map((get) => get(item) ?? null)
    return found.every((each) => each === null)
      ? undefined
      : createHash('sha256')
          .update(exactText(found as readonly Json[]))
          .digest('hex')
  }
}

/** Whether the number's own text may become part of what is read, or decide about it: then items with unusual numbers are read once more. */
function readsNumbers(mapping: EntryMapping): boolean {
  const of = (part: unknown): boolean =>
    typeof part === 'object' &&
    part !== null &&
    Object.entries(part).some(([name, value]) => ['numbers', 'template', 'hash', 'where', 'number'].includes(name) || of(value))
  return mapping.time.format.startsWith('epoch') || of({ ...mapping, changes: undefined })
}

/** As the mapping found them; read once more where the usual reading loses something. */
function exactChanges(changesOf: ReturnType<typeof compileChanges>, text: string, json: unknown, found: ReadChanges): ReadChanges {
  const exact = exactlyOf(text, json as Json)
  return exact === json ? found : (changesOf(exact) ?? found)
}

function missingWords({ id, time, action }: EntryMapping) {
  const named = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value.slice(1) : otherwise)
  const timeName = named(time.from, 'the time')
  return {
    id: `${named(id, 'the id')} is missing or not text`,
    time: `${timeName} is missing or not text`,
    format: `${timeName} is not ${timeFormats[time.format].label}`,
    action: `${named(action, 'the action')} is missing or not text`,
  }
}

/** An object of those members that have a text; undefined when none has. */
function members<T extends object>(
  rules: Readonly<Partial<Record<keyof T & string, Value | undefined>>>,
  empty: () => T,
): (item: unknown, action: string, verbatim: string) => T | undefined {
  const names = (Object.keys(rules) as (keyof T & string)[]).filter((name) => rules[name] !== undefined)
  return (
    siblings(rules, names, empty) ??
    each(
      names.map((name) => [name, textOr(rules[name])] as const),
      empty,
    )
  )
}

function each<T extends object>(parts: readonly (readonly [keyof T & string, TextOf])[], empty: () => T) {
  return (item: unknown, action: string, verbatim: string): T | undefined => {
    let into: T | undefined
    for (const [name, text] of parts) {
      const found = text(item, action, verbatim)
      if (found !== undefined) (into ??= empty())[name] = found as T[keyof T & string]
    }
    return into
  }
}

/** Members that stand side by side in the item, as they nearly always do, are read from their common parent: a third of the look-ups. */
function siblings<T extends object>(
  rules: Readonly<Partial<Record<keyof T & string, Value | undefined>>>,
  names: readonly (keyof T & string)[],
  empty: () => T,
) {
  const paths = names.map((name) => (typeof rules[name] === 'string' ? tokensOf(rules[name]) : []))
  const parent = paths[0]?.[0]
  if (parent === undefined || paths.some((path) => path.length !== 2 || path[0] !== parent || path.some(isInherited))) return null
  const of = getter(`/${parent.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  const from = paths.map((path) => path[1] as string)
  return (item: unknown): T | undefined => {
    const holder = of(item) as Readonly<Record<string, unknown>> | null | undefined
    if (typeof holder !== 'object' || holder === null) return undefined
    let into: T | undefined
    for (let at = 0; at < from.length; at++) {
      const found = asText(holder[from[at] as string])
      if (found !== undefined) (into ??= empty())[names[at] as keyof T & string] = found as T[keyof T & string]
    }
    return into
  }
}
