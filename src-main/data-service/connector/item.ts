import type { EntryField, EntryMapping, SingleValue, Value } from '@contract/connector-entry.ts'
import { knownActions } from '@contract/action.ts'
import { factNames, partsOf, type OptionalFact } from '@contract/entry-facts.ts'
import type { Actor, Resource, Target } from '@contract/entry.ts'
import { exactlyOf } from '@contract/exact-json-reader.ts'
import type { Json } from '@contract/exact-json.ts'
import { entryTimes, unknownTime, wholeMs } from '../../connector/times.ts'
import { compileChanges } from './changes-rule.ts'
import type { Fallback, MappedEntry, ReadChanges } from './connector.ts'
import { compileRecord, idOfPart, mostParts } from './each.ts'
import { compileIdentity } from './identity.ts'
import { parseItem, readNumbers } from './json-items.ts'
import { beyondLimits, beyondLimitsOf, cutValues, identifying, longestValue, mostLevels, withinLevels } from './levels.ts'
import { members } from './members.ts'
import type { ReadRecord } from './table-rows.ts'
import { compileStatus, statusWords } from './status-rules.ts'
import { compileTargets, mostTargets } from './targets.ts'
import { compileText, type TextOf } from './text-value.ts'

/** As `Connector.mapItem`; also of a record that is at hand, where each is one entry. */
export type MapItem = (item: string | ReadRecord, fallback: Fallback) => MappedEntry

type Entry = { -readonly [K in keyof MappedEntry]: MappedEntry[K] }

/** Characters of a text that cannot be read which are shown with the reason. */
const longestQuoted = 80

/**
 * The mapping as closures, made once: what runs for an item is property reads, without a look at the definition. Written
 * without spreads and temporary lists: it runs a million times in a first sync.
 */
export function compileItem(mapping: EntryMapping): MapItem {
  const read = readsNumbers(mapping) ? readNumbers : parseItem
  const required = (field: EntryField): boolean => mapping.required.includes(field)
  const format = entryTimes(mapping.time.format)
  const recordOf = compileRecord(mapping)
  const [idOf, timeOf, actionOf] = [compileIdentity(mapping.id), compileTime(mapping.time, format.isNumber), compileText(mapping.action)]
  const sentTimeOf = compileTime(mapping.time, true)
  const actorOf = members<Actor>(mapping.actor, () => ({ email: '' }))
  const resourceOf = members<Resource>(mapping.resource, () => ({ type: '' }))
  const facts = factNames.flatMap((name) => factRule(mapping, name))
  const { judge: statusOf, byDefault } = compileStatus(mapping.status)
  const [changesOf, targetsOf] = [compileChanges(mapping.changes), mapping.targets && compileTargets(mapping.targets)]
  const withinOf = mapping.within === undefined ? null : compileText(mapping.within)
  const canonicalOf = mapping.canonical === undefined ? null : compileText(mapping.canonical)
  const canonical = new Map(Object.entries(mapping.aliases).flatMap(([name, spellings]) => spellings.map((each) => [each, name] as const)))
  const missing = missingWords(mapping, format.label)
  const [needsId, needsAction] = [required('id'), required('action')]
  const [needsActor, needsResource, needsTarget] = [required('actor'), required('resource'), required('target')]
  const unknownStatus = statusWords(mapping.status)

  return (item, fallback) => {
    const isRead = typeof item !== 'string'
    // Of a record that is at hand, only for what is seldom asked: writing it takes longer than all of this.
    const text = isRead ? '' : item
    const within = isRead ? '' : withinLevels(text)
    const record = recordOf(text)
    const json = record.of(isRead ? item.value : read(within))
    let problems = typeof json === 'object' && json !== null && !Array.isArray(json) ? '' : 'the item is not an object'
    const note = (problem: string): void => void (problems += problems === '' ? problem : `; ${problem}`)
    if (record.isTooMany) note(`the record holds more than ${mostParts.toLocaleString('en')} entries and is kept as one`)
    const id = identifying(idOfPart(idOf(json, '', ''), record.part))
    if (id === undefined && needsId) note(missing.id)
    let timestamp = timeOf(json, '', '')
    const exactTime = (timestamp === undefined ? null : format.parse(timestamp)) ?? unknownTime
    // Whatever a definition requires: an entry without a time is in no period, and has to be found.
    if (exactTime === unknownTime) {
      timestamp ??= sentTimeOf(record.of(readNumbers(isRead ? item.text() : text)), '', '')
      note(timestamp === undefined ? missing.time : `${missing.format}: “${beginningOf(timestamp)}”`)
    }
    const verbatim = actionOf(json, '', '')
    if (verbatim === undefined && needsAction) note(missing.action)
    const actionVerbatim = verbatim ?? ''
    const said = canonicalOf?.(json, '', actionVerbatim)
    const action = said !== undefined && knownActions.has(said) ? said : (canonical.get(actionVerbatim) ?? actionVerbatim)
    const actor = actorOf(json, action, actionVerbatim)
    if (actor === undefined && needsActor) note('actor is missing')
    const resource = resourceOf(json, action, actionVerbatim)
    if (resource === undefined && needsResource) note('resource is missing')
    const saidStatus = statusOf(json, action, actionVerbatim)
    const status = saidStatus ?? byDefault
    if (status === undefined) note(unknownStatus)
    const entry: Entry = {
      id: id ?? idOfPart(fallback.id(), record.part),
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
    const targets = targetsOf?.(json, action, actionVerbatim)
    if (targets) {
      entry.targets = withFirst(entry.target, targets.of)
      entry.target = entry.targets[0]
      if (targets.isCut) note(`more than ${mostTargets.toLocaleString('en')} targets, of which the first are read`)
    }
    if (entry.target === undefined && needsTarget) note('target is missing')
    const changes = changesOf(json, action, actionVerbatim)
    const isWhole = within === text
    const exact =
      changes && isWhole && !isRead ? exactChanges((item) => changesOf(item, action, actionVerbatim), text, record, changes) : changes
    const unread = isRead
      ? exact && beyondLimitsOf(exact, 0) && beyondLimits(exact, item.text())
      : isWhole
        ? exact && beyondLimits(exact, text)
        : `nested deeper than ${mostLevels} levels`
    if (unread) {
      note(`${isWhole ? 'the changes are ' : ''}${unread}: kept as sent, ${isWhole ? 'their' : 'its'} parts are not searchable`)
      if (exact !== undefined) entry.unreadChanges = unread
    } else if (exact !== undefined) entry.changes = exact
    const whole = withinOf?.(json, action, actionVerbatim)
    if (whole !== undefined) entry.within = whole
    if (text.length > longestValue) {
      const cut = [
        ...cutValues(entry, partNames),
        ...(entry.targets ?? []).flatMap((target) => cutValues(target, []).map((name) => `targets.${name}`)),
      ]
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

/** A target of its own stands before those that are listed. */
function withFirst(first: Target | undefined, listed: Target[]): Target[] {
  const isFirst = (one: Target): boolean => one.id === first?.id && one.email === first?.email && one.name === first?.name
  return first === undefined ? listed : [first, ...listed.filter((one) => !isFirst(one))]
}

const numberReaders: ReadonlySet<string> = new Set(['numbers', 'template', 'hash', 'where', 'unless', 'if', 'join', 'number'])

/** Whether the number's own text may become part of what is read, or decide about it: then items with unusual numbers are read once more. */
function readsNumbers(mapping: EntryMapping): boolean {
  const of = (part: unknown): boolean =>
    typeof part === 'object' && part !== null && Object.entries(part).some(([name, value]) => numberReaders.has(name) || of(value))
  return entryTimes(mapping.time.format).isNumber || of({ ...mapping, changes: undefined })
}

/** As the mapping found them; read once more where the usual reading loses something. */
function exactChanges(
  changesOf: (item: unknown) => ReadChanges | undefined,
  text: string,
  record: ReturnType<ReturnType<typeof compileRecord>>,
  found: ReadChanges,
): ReadChanges {
  const parsed = record.parsed as Json
  const exact = exactlyOf(text, parsed)
  return exact === parsed ? found : (changesOf(record.of(exact)) ?? found)
}

function missingWords({ id, time, action }: EntryMapping, label: string) {
  const named = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value.slice(1) : otherwise)
  const timeName = named(time.from, 'the time')
  return {
    id: `${named(id, 'the id')} is missing or not text`,
    time: `${timeName} is missing or not text`,
    format: `${timeName} is not ${label}`,
    action: `${named(action, 'the action')} is missing or not text`,
  }
}
