import { AppFailure, toAppError } from '@contract/errors.ts'
import type { EntryRow } from '@contract/entry.ts'
import { mostAtOnce, type ChosenEntries } from '@contract/casework.ts'
import { mostCopied } from '@contract/log.ts'
import { alsoReading, columnTitles, type ColumnId } from '@contract/setting-names.ts'
import { shallowRef, type Ref } from 'vue'
import { ask, copyText } from '../../api/client.ts'
import { countText, pluralText } from '../../composables/number-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'
import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import { copiedCell } from './row-cells.ts'

/** What was copied, or why not; then an export does what the clipboard does not. */
export interface CopySaid {
  readonly text: string
  readonly isExport: boolean
}

const pageRows = 500

interface Copying {
  readonly tenant: () => string | null
  readonly chosen: () => ChosenRows | null
  readonly row: (key: number) => EntryRow | undefined
  readonly columns: () => readonly ColumnId[]
  readonly zone: () => string
  readonly zoneTitle: () => string
}

/** Copies chosen rows as a table with the columns on screen, or as the entries that were sent. */
export function useCopyRows({ tenant, chosen, row, columns, zone, zoneTitle }: Copying) {
  const said: Ref<CopySaid | null> = shallowRef(null)
  const tooMany = (what: string): CopySaid => ({ text: `Nothing copied: ${what}. An export has no such limit.`, isExport: true })

  async function rowsOf(id: string, entries: ChosenEntries): Promise<readonly EntryRow[]> {
    if ('keys' in entries) return entries.keys.flatMap((key) => row(key) ?? [])
    const { result, order, sort } = entries
    const found: EntryRow[] = []
    for (const { from, to } of entries.rows)
      for (let offset = from; offset < to; offset += pageRows) {
        const limit = Math.min(pageRows, to - offset)
        found.push(...(await ask('log.rows', { tenant: id, result, order, sort, offset, limit, ...alsoReading(columns()) })).rows)
      }
    return found
  }

  async function asTable(id: string, { entries }: ChosenRows): Promise<CopySaid> {
    const shown = columns()
    const rows = await rowsOf(id, entries)
    const titles = shown.map((column) => (column === 'time' ? `${columnTitles.time} (${zoneTitle()})` : columnTitles[column]))
    const { text, html, changed } = tableText(
      titles,
      rows.map((each) => shown.map((column) => copiedCell(column, each, zone()))),
    )
    if (text.length > mostCopied || html.length > 2 * mostCopied)
      return tooMany(`${pluralText(rows.length, 'row')} are too long for the clipboard`)
    await copyText(text, html)
    const note = changed === 0 ? '' : `; ${pluralText(changed, 'cell')} changed so that none runs as a formula or breaks the table`
    return { text: `Copied ${pluralText(rows.length, 'row')}${note}`, isExport: false }
  }

  async function asSent(id: string, { entries }: ChosenRows): Promise<CopySaid> {
    const answer = await ask('log.texts', { tenant: id, entries })
    if (answer.text === null)
      return tooMany(`the ${pluralText(answer.entries, 'entry', 'entries')} are longer than ${countText(mostCopied)} characters`)
    await copyText(answer.text)
    return { text: `Copied ${pluralText(answer.entries, 'entry', 'entries')} as sent (JSON)`, isExport: false }
  }

  async function attempt(copy: () => Promise<CopySaid>): Promise<void> {
    try {
      said.value = await copy()
    } catch (thrown) {
      const { message } = thrown instanceof AppFailure ? thrown.error : toAppError(thrown)
      said.value = { text: `Nothing copied: ${message}`, isExport: false }
    }
  }
  async function copyRows(how: 'table' | 'json'): Promise<void> {
    const [id, now] = [tenant(), chosen()]
    if (id === null || !now) return
    if (now.count > mostAtOnce)
      said.value = tooMany(`${countText(now.count)} rows are selected and the clipboard takes ${countText(mostAtOnce)}`)
    else await attempt(() => (how === 'table' ? asTable(id, now) : asSent(id, now)))
  }
  /** A cell by itself is no table: its text as it was sent, whole. */
  const copyCell = (column: ColumnId, of: EntryRow): Promise<void> =>
    attempt(async () => {
      await copyText(copiedCell(column, of, zone()))
      return { text: `Copied ${columnTitles[column]}`, isExport: false }
    })

  return { said, copyRows, copyCell, attempt }
}
