import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { rowOf } from '../../src-main/data-service/connector/cells.ts'
import { exportColumns } from './export-columns.ts'

/** Names of columns as the tenant API's members are called in a table. */
const header = exportColumns.map(([, member]) => member.replaceAll('.', '_'))

/** The entries of an NDJSON file as a table that says all that they say. */
export async function writeTable(ndjson: string, csv: string): Promise<void> {
  const members = exportColumns.map(([, member]) => member.split('.'))
  const file = createWriteStream(csv)
  let text = `${rowOf(header)}\n`
  const put = async (): Promise<void> => {
    if (!file.write(text)) await once(file, 'drain')
    text = ''
  }
  for await (const line of createInterface({ input: createReadStream(ndjson) })) {
    const entry: unknown = JSON.parse(line)
    text += `${rowOf(members.map((path) => cellOf(path.reduce(memberOf, entry))))}\n`
    if (text.length > 1_000_000) await put()
  }
  await put()
  await finished(file.end())
}

function memberOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? (holder as Readonly<Record<string, unknown>>)[name] : undefined
}

const cellOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
