import type { ConnectorDefinition } from '@contract/connector.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { recordIn } from '../bytes/record-text.ts'
import { sha256 } from '../bytes/sha256.ts'
import type { Connector } from './connector.ts'
import type { MapItem } from './item.ts'
import { compileRecords, compileRows } from './table-rows.ts'

/** What reads rows is what reads the records that they stand for: by `mapItem`. */
export function ofTable({ table, entry }: ConnectorDefinition, records: Connector, mapItem: MapItem): Connector {
  if (!table) return records
  const rowAsJson = compileRows(table, entry)
  const asJson: typeof rowAsJson = entry.each
    ? (text) => {
        // The mark of its part stands behind the row as behind any record.
        const bytes = Buffer.from(text, 'utf8')
        const row = recordIn(bytes)
        const { json, problem } = rowAsJson(row.toString('utf8'))
        return { json: json + bytes.toString('latin1', row.length), problem }
      }
    : rowAsJson
  const asRecord: ReturnType<typeof compileRecords> = entry.each
    ? (text) => {
        const { json, problem } = asJson(text)
        return { record: json, problem }
      }
    : compileRecords(table, entry)
  const { findSpans: _, partsOf, ...others } = records
  return {
    ...others,
    // The same row under another header is another record.
    hash: sha256(Buffer.from(`${records.hash} ${JSON.stringify(table)}`)),
    mapItem(row, fallback) {
      const { record, problem } = asRecord(row)
      const entry = mapItem(record, fallback)
      if (problem === null) return entry
      return { ...entry, parseError: entry.parseError === undefined ? problem : `${problem}; ${entry.parseError}` }
    },
    partsOf: partsOf && ((row, raw) => partsOf(asJson(row).json, raw).map((part) => ({ ...part, item: part.raw.toString('utf8') }))),
    comparable: (row) => parseExactly(asJson(row.toString('utf8')).json),
    markOf: (row) => records.markOf(asJson(row).json),
    recordOf: (row) => asJson(row).json,
  }
}
