import { marksIn } from '@contract/marks.ts'
import { unknownTime } from '../../connector/times.ts'
import { stateBit, statuses, statusMask, type IdColumn } from '../cache/columns/columns.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { newSpans, spanNames, type SpanName } from '../connector/item-spans.ts'
import type { CacheStore } from '../cache/store.ts'
import { textSource, type ByteWriter, type ByteSource } from './bytes.ts'
import { unchanged, type CellChange } from './changed-cells.ts'
import { IsoTimes } from './iso-time.ts'
import type { Job } from './job.ts'
import { lateSeconds } from './late-seconds.ts'
import { EntryTexts } from './read.ts'
import type { TableColumn } from './table-column.ts'
import { namesOfTargets, targetColumn } from './target-cells.ts'
import { stepEntries } from './turns.ts'
import { ValueCells } from './value-cells.ts'

/** A text as it stands in a file. */
export interface Cell {
  readonly text: string
  /** In which ways it says something else than the text; mostly in none. */
  readonly changes: readonly CellChange[]
}

/** Writes times as a format has them. */
export interface PutTime {
  /** False, with nothing written, for a time that the format can only have as a text. */
  put(out: ByteWriter, ms: number): boolean
}

/** How a format writes a cell. */
export interface CellFormat {
  readonly cell: (text: string) => Cell
  /** A text that lies in bytes; false, with nothing written, when it has to be looked at as a text. */
  readonly putPlain?: (out: ByteWriter, from: ByteSource, start: number, end: number) => boolean
  /** Times that are more than a text, in a zone. */
  readonly times?: (zone: string) => PutTime
  /** Around a number. */
  readonly numberBefore: string
  readonly numberAfter: string
  /** Around a text that needs no care, such as a time. */
  readonly before: string
  readonly after: string
  readonly between: string
  readonly rowBefore: string
  readonly rowAfter: string
}

/** Columns for which the text of each entry is opened. */
const ofTexts: ReadonlySet<TableColumn['from']> = new Set(['entry', 'hash', 'received', 'late-by', 'status-from'])

/** Writes one cell of an entry, or the cells of several columns; `row` is the entry's number. */
type PutCells = (out: ByteWriter, key: number, row: number) => void
type ValueColumn = TableColumn & { readonly from: 'dictionary' }

/** The rows of a table, cell by cell into bytes: a value of a dictionary is made cells once, however many entries have it. */
export class Rows {
  private readonly texts: EntryTexts
  private readonly needsTexts: boolean
  private readonly puts: readonly PutCells[]
  private readonly finds: ((keys: Uint32Array, from: number, to: number) => void)[] = []
  /** Of the step, the one that is written. */
  private entry = 0
  private readonly between: ByteSource
  private readonly before: ByteSource
  private readonly after: ByteSource
  private readonly spans = newSpans()
  private spansKey = -1
  private spansFound = false
  private mappedKey = -1
  private mappedEntry: MappedEntry | null = null

  /** Rows whose status is the one that the definition takes where an entry says none; counted where there is a column for it. */
  statusesByDefault = 0

  private readonly store: CacheStore
  private readonly zone: string
  private readonly notes: Job['notes']

  /** `changed` is told of every cell that says something else than its text. */
  constructor(
    { store, request, notes }: Pick<Job, 'store' | 'notes'> & { readonly request: Pick<Job['request'], 'zone'> },
    columns: readonly TableColumn[],
    private readonly format: CellFormat,
    private readonly changed: (row: number, column: string, changes: readonly CellChange[]) => void,
  ) {
    this.store = store
    this.zone = request.zone
    this.notes = notes
    this.texts = new EntryTexts(store)
    this.between = textSource(format.between)
    this.before = textSource(format.rowBefore)
    this.after = textSource(format.rowAfter)
    this.needsTexts = columns.some(({ from }) => ofTexts.has(from))
    this.puts = groups(columns.map((column) => targetColumn(store, column))).map((group) => this.putCells(group))
  }

  /** To be waited for, where there is something, before {@link put}. */
  prepare(keys: Uint32Array, from: number, to: number): Promise<unknown> | undefined {
    return this.needsTexts ? this.texts.prepare(keys, from, to) : undefined
  }

  /** The rows of `keys[from, to)`, {@link stepEntries} at most. An entry's number is its place in `keys`, from 1. */
  put(out: ByteWriter, keys: Uint32Array, from: number, to: number): void {
    const { puts, between } = this
    for (const find of this.finds) find(keys, from, to)
    for (let i = from; i < to; i++) {
      const key = keys[i] as number
      this.entry = i - from
      out.put(this.before)
      for (let c = 0; c < puts.length; c++) {
        if (c > 0) out.put(between)
        ;(puts[c] as PutCells)(out, key, i + 1)
      }
      out.put(this.after)
    }
  }

  private putCells(group: Group): PutCells {
    const { store, texts, format } = this
    const { columns } = store
    if ('of' in group) return this.putValue(group.of, group.columns)
    const { column } = group
    switch (column.from) {
      case 'row':
        return this.putNumber()
      case 'time':
        return this.putTime((key) => Math.floor(columns.time[key] as number))
      case 'time-text':
        return this.putTimeText((key) => Math.floor(columns.time[key] as number))
      case 'unread-time': {
        const none = textSource(format.cell('').text)
        const sent = this.putText(column.header, (key) => this.mapped(key).timestamp)
        // Nearly no entry has one: only its text is opened, without being waited for beforehand.
        return (out, key, row) => (columns.time[key] === unknownTime ? sent(out, key, row) : out.put(none))
      }
      case 'received':
        return this.putTime((key) => (texts.find(key), texts.receivedAt))
      case 'late-by':
        return this.putText(column.header, (key) => {
          const isLate = ((columns.state[key] as number) & stateBit.late) !== 0
          if (!isLate) return ''
          texts.find(key)
          return lateSeconds(columns.time[key] as number, texts.receivedAt)
        })
      case 'targets':
        return this.putText(column.header, namesOfTargets(store, column.text))
      case 'status': {
        const cells = statuses.map((status) => textSource(format.cell(status).text))
        return (out, key) => out.put(cells[(columns.state[key] as number) & statusMask] as ByteSource)
      }
      case 'status-from': {
        const [sent, byDefault] = ['log', 'default'].map((word) => textSource(format.cell(word).text)) as [ByteSource, ByteSource]
        return (out, key) => {
          const isDefault = this.mapped(key).statusIsDefault === true
          if (isDefault) this.statusesByDefault++
          out.put(isDefault ? byDefault : sent)
        }
      }
      case 'state': {
        const no = textSource(format.cell('').text)
        const yes = textSource(format.cell('yes').text)
        return (out, key) => out.put((columns.state[key] as number) & column.bit ? yes : no)
      }
      case 'marks':
        return this.putText(column.header, (key) => marksIn(columns.marks[key] as number).join(', '))
      case 'note':
        return this.putText(column.header, (key) => {
          const noted = this.notes.get(key)
          return noted ? column.text(noted) : ''
        })
      case 'hash':
        return this.putPlain((out, key) => {
          texts.find(key)
          out.hex(texts.blockHashes, texts.hashAt, texts.hashAt + 32)
        })
      case 'entry':
        return this.putEntryText(column.header, column.span, (key) => column.text(this.mapped(key)))
    }
  }

  /** As the format has times, else as a text. */
  private putTime(timeOf: (key: number) => number): PutCells {
    const asText = this.putTimeText(timeOf)
    const times = this.format.times?.(this.zone)
    if (!times) return asText
    return (out, key, row) => {
      const time = timeOf(key)
      if (!Number.isFinite(time) || !times.put(out, time)) asText(out, key, row)
    }
  }

  private putTimeText(timeOf: (key: number) => number): PutCells {
    const times = new IsoTimes(this.zone)
    const [before, after, none] = [this.format.before, this.format.after, this.format.cell('').text].map(textSource) as [
      ByteSource, ByteSource, ByteSource,
    ] // prettier-ignore
    return (out, key) => {
      const time = timeOf(key)
      // Unknown is left empty: a time that cannot be read, and when a copy of an entry was received that the cache has no more.
      if (!Number.isFinite(time)) return out.put(none)
      out.put(before)
      times.put(out, time)
      out.put(after)
    }
  }

  private putNumber(): PutCells {
    const [before, after] = [textSource(this.format.numberBefore), textSource(this.format.numberAfter)]
    return (out, _, row) => {
      out.put(before)
      out.decimal(row)
      out.put(after)
    }
  }

  /** What needs no care. */
  private putPlain(put: (out: ByteWriter, key: number) => void): PutCells {
    const before = textSource(this.format.before)
    const after = textSource(this.format.after)
    return (out, key) => {
      out.put(before)
      put(out, key)
      out.put(after)
    }
  }

  private putText(header: string, textOf: (key: number) => string): PutCells {
    const { format } = this
    return (out, key, row) => {
      const { text, changes } = format.cell(textOf(key))
      out.text(text)
      if (changes !== unchanged) this.changed(row, header, changes)
    }
  }

  /** From the entry's bytes where that can be; else the entry is read. */
  private putEntryText(header: string, span: SpanName | null, textOf: (key: number) => string): PutCells {
    const { putPlain } = this.format
    const slow = this.putText(header, textOf)
    if (!putPlain || this.store.sources.all.every(({ findSpans }) => !findSpans)) return slow
    const { texts, spans } = this
    const place = span === null ? -1 : spanNames.indexOf(span) * 2
    const none = textSource(this.format.cell('').text)
    return (out, key, row) => {
      if (this.spansKey !== key) {
        this.spansKey = key
        texts.find(key)
        this.spansFound = this.fits(key) && (texts.connector.findSpans?.(texts.bytes, texts.start, texts.end, spans) ?? false)
      }
      if (!this.spansFound) slow(out, key, row)
      else if (place < 0) out.put(none)
      else if (!putPlain(out, texts.source, spans[place] as number, spans[place + 1] as number)) slow(out, key, row)
    }
  }

  private fits(key: number): boolean {
    return ((this.store.columns.state[key] as number) & stateBit.invalid) === 0
  }

  private putValue(of: IdColumn, group: readonly ValueColumn[]): PutCells {
    const { format, store } = this
    const dictionary = store.dictionaries[of]
    const cells = new ValueCells(stepEntries, (id) => {
      const made = group.map(({ text }) => format.cell(text(dictionary.at(id))))
      return {
        text: made.map(({ text }) => text).join(format.between),
        changed: group.flatMap(({ header }, i) => (made[i]?.changes.length ? [{ header, changes: made[i].changes }] : [])),
      }
    })
    // Asked for anew with each step: a sync may have made them wider.
    this.finds.push((keys, from, to) => cells.find(store.columns.ids[of], keys, from, to))
    return (out, _, row) => {
      const changed = cells.put(out, this.entry)
      if (changed) for (const { header, changes } of changed) this.changed(row, header, changes)
    }
  }

  /** The entry as the connector reads it, once for all columns that ask. */
  private mapped(key: number): MappedEntry {
    if (this.mappedEntry && this.mappedKey === key) return this.mappedEntry
    this.texts.find(key)
    this.mappedKey = key
    return (this.mappedEntry = this.texts.entry())
  }
}

/** Columns side by side that one value fills are one group: it is looked up once. */
type Group = { readonly of: IdColumn; readonly columns: ValueColumn[] } | { readonly column: Exclude<TableColumn, ValueColumn> }

function groups(columns: readonly TableColumn[]): Group[] {
  const found: Group[] = []
  for (const column of columns) {
    const last = found.at(-1)
    if (column.from !== 'dictionary') found.push({ column })
    else if (last && 'of' in last && last.of === column.of) last.columns.push(column)
    else found.push({ of: column.of, columns: [column] })
  }
  return found
}
