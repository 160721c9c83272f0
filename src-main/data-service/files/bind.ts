import type { ConnectorDefinition } from '@contract/connector.ts'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { timeFormats } from '../../connector/times.ts'
import { compileRows } from '../connector/table-rows.ts'
import { compileText } from '../connector/text-value.ts'
import { samplesAt, type Beginning } from './beginning.ts'
import { guessTime } from './guess-time.ts'
import type { Recognised } from './recognise.ts'
import { tokensOf } from '../../connector/pointer.ts'

/** A definition as it reads the records of one file. */
export interface Bound {
  readonly definition: ConnectorDefinition
  /** The zone of times that name none; null where all do. */
  readonly zone: string | null
}

const mostSamples = 100
/** How a time says its zone: nothing is taken for granted then. */
const saysZone = /(?::\d\d(?:[.,]\d+)?|[AaPp]\.?[Mm]\.?)\s*(?:[Zz]|(?:UTC|GMT)(?:[+\u2212-]\d{1,2})?|[+\u2212-]\d\d(?::?\d\d)?)$/
/** Of so many times in ten: fewer are mistakes of single records. */
const most = 0.8

/** The mapping of the form, the header of a table, and the zone of times that say none: the one that is asked for, else the definition's, else UTC. */
export function bound({ definition, form, list }: Recognised, beginning: Beginning, zone: string | undefined): Bound {
  const { shape } = beginning
  const mapping = form.entry ?? definition.entry
  const isTable = shape.kind === 'csv' || shape.kind === 'xlsx'
  const table = isTable ? { columns: [...shape.columns], separator: shape.separator, flat: form.entry !== undefined } : undefined
  const rows = table && compileRows(table, mapping)
  const texts = shape.kind === 'json' ? samplesAt(beginning, tokensOf(list)) : beginning.samples
  const records = texts.slice(0, mostSamples).map((text) => (rows ? rows(text).json : text))
  const timed = withZone(mapping, records, zone)
  const entry = timed.entry
  // The definition itself where nothing is another: then its entries are read by whatever it learns later.
  const same = entry === definition.entry && !table
  return { definition: same ? definition : { ...definition, entry, ...(table && { table }) }, zone: timed.zone }
}

function withZone(
  mapping: EntryMapping,
  records: readonly string[],
  zone: string | undefined,
): { readonly entry: EntryMapping; readonly zone: string | null } {
  const { format } = mapping.time
  if (typeof format === 'object') {
    if (format.zone === undefined) return { entry: mapping, zone: null }
    const used = zone ?? format.zone
    const times = timesIn(mapping, records)
    const named = times.length > 0 && times.every((text) => saysZone.test(text.trim()))
    const entry = used === format.zone ? mapping : { ...mapping, time: { ...mapping.time, format: { ...format, zone: used } } }
    return { entry, zone: named ? null : used }
  }
  if (format !== 'iso') return { entry: mapping, zone: null }
  const times = timesIn(mapping, records)
  if (times.length === 0 || times.filter((text) => timeFormats.iso.parse(text) !== null).length / times.length >= most)
    return { entry: mapping, zone: null }
  const guessed = guessTime(times, zone)
  return guessed
    ? { entry: { ...mapping, time: { ...mapping.time, format: guessed.format } }, zone: guessed.zone }
    : { entry: mapping, zone: null }
}

function timesIn(mapping: EntryMapping, records: readonly string[]): string[] {
  const timeOf = compileText(mapping.time.from)
  return records.flatMap((record) => {
    try {
      return timeOf(JSON.parse(record), '', '') ?? []
    } catch {
      return []
    }
  })
}
