import { stateBit, statuses, statusMask, type IdColumn } from '../cache/columns.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { newSpans, spanNames, type SpanName } from '../connector/item-spans.ts'
import type { CacheStore } from '../cache/store.ts'
import type { ByteWriter } from './bytes.ts'
import type { TableColumn } from './columns.ts'
import { IsoTimes } from './iso-time.ts'
import type { Job } from './job.ts'
import { EntryTexts } from './read.ts'

/** A text as it stands in a file. */
export interface Cell {
  readonly text: string
  /** Whether it says something else than the text, to be safe to open. */
  readonly changed: boolean
}

/** How a format writes a cell. */
export interface CellFormat {
  readonly cell: (text: string) => Cell
  /** A text that lies in bytes; false, with nothing written, when it has to be looked at as a text. */
  readonly putPlain?: (out: ByteWriter, bytes: Buffer, start: number, end: number) => boolean
  /** Around a text that needs no care, such as a time. */
  readonly before: string
  readonly after: string
  readonly between: string
  readonly rowBefore: string
  readonly rowAfter: string
}

/** Writes one cell of an entry, or the cells of several columns; `row` is the entry's number. */
type PutCells = (out: ByteWriter, key: number, row: number) => void
type ValueColumn = TableColumn & { readonly from: 'dictionary' }

/** The rows of a table, cell by cell into bytes: a value of a dictionary is made cells once, however many entries have it. */
export class Rows {
  private readonly texts: EntryTexts
  private readonly puts: readonly PutCells[]
  private readonly between: Buffer
  private readonly before: Buffer
  private readonly after: Buffer
  private readonly spans = newSpans()
  private spansKey = -1
  private spansFound = false
  private mappedKey = -1
  private mappedEntry: MappedEntry | null = null

  private readonly store: CacheStore
  private readonly zone: string
  private readonly notes: Job['notes']

  /** `changed` is told of every cell that says something else than its text. */
  constructor(
    { store, request, notes }: Pick<Job, 'store' | 'notes'> & { readonly request: Pick<Job['request'], 'zone'> },
    columns: readonly TableColumn[],
    private readonly format: CellFormat,
    private readonly changed: (row: number, column: string) => void,
  ) {
    this.store = store
    this.zone = request.zone
    this.notes = notes
    this.texts = new EntryTexts(store)
    this.between = Buffer.from(format.between)
    this.before = Buffer.from(format.rowBefore)
    this.after = Buffer.from(format.rowAfter)
    this.puts = groups(columns).map((group) => this.putCells(group))
  }

  /** `row` is the entry's number, from 1. */
  put(out: ByteWriter, key: number, row: number): void {
    const { puts, between } = this
    out.put(this.before)
    for (let c = 0; c < puts.length; c++) {
      if (c > 0) out.put(between)
      ;(puts[c] as PutCells)(out, key, row)
    }
    out.put(this.after)
  }

  private putCells(group: Group): PutCells {
    const { store, texts, format } = this
    const { columns } = store
    if ('of' in group) return this.putValue(group.of, group.columns)
    const { column } = group
    switch (column.from) {
      case 'time':
        return this.putTime((key) => Math.floor(columns.time[key] as number))
      case 'received':
        return this.putTime((key) => (texts.find(key), texts.receivedAt))
      case 'status': {
        const cells = statuses.map((status) => Buffer.from(format.cell(status).text))
        return (out, key) => out.put(cells[(columns.state[key] as number) & statusMask] as Buffer)
      }
      case 'state': {
        const no = Buffer.from(format.cell('').text)
        const yes = Buffer.from(format.cell('yes').text)
        return (out, key) => out.put((columns.state[key] as number) & column.bit ? yes : no)
      }
      case 'note':
        return this.putText(column.header, (key) => {
          const noted = this.notes.get(key)
          return noted ? column.text(noted) : ''
        })
      case 'hash':
        return this.putPlain((out, key) => {
          texts.find(key)
          out.hex(texts.recordedHash)
        })
      case 'entry':
        return this.putEntryText(column.header, column.span, (key) => column.text(this.mapped(key)))
    }
  }

  private putTime(timeOf: (key: number) => number): PutCells {
    const times = new IsoTimes(this.zone)
    return this.putPlain((out, key) => {
      const time = timeOf(key)
      // Unknown: when a copy of an entry was received that the cache has no more.
      if (!Number.isNaN(time)) times.put(out, time)
    })
  }

  /** What needs no care. */
  private putPlain(put: (out: ByteWriter, key: number) => void): PutCells {
    const before = Buffer.from(this.format.before)
    const after = Buffer.from(this.format.after)
    return (out, key) => {
      out.put(before)
      put(out, key)
      out.put(after)
    }
  }

  private putText(header: string, textOf: (key: number) => string): PutCells {
    const { format } = this
    return (out, key, row) => {
      const { text, changed } = format.cell(textOf(key))
      out.text(text)
      if (changed) this.changed(row, header)
    }
  }

  /** From the entry's bytes where that can be; else the entry is read. */
  private putEntryText(header: string, span: SpanName | null, textOf: (key: number) => string): PutCells {
    const { putPlain } = this.format
    const { findSpans } = this.store.connector
    const slow = this.putText(header, textOf)
    if (!putPlain || !findSpans) return slow
    const { texts, spans } = this
    const place = span === null ? -1 : spanNames.indexOf(span) * 2
    const none = Buffer.from(this.format.cell('').text)
    return (out, key, row) => {
      if (this.spansKey !== key) {
        this.spansKey = key
        texts.find(key)
        this.spansFound = this.fits(key) && findSpans(texts.bytes, texts.start, texts.end, spans)
      }
      if (!this.spansFound) slow(out, key, row)
      else if (place < 0) out.put(none)
      else if (!putPlain(out, texts.bytes, spans[place] as number, spans[place + 1] as number)) slow(out, key, row)
    }
  }

  private fits(key: number): boolean {
    return ((this.store.columns.state[key] as number) & stateBit.invalid) === 0
  }

  private putValue(of: IdColumn, group: readonly ValueColumn[]): PutCells {
    const { format, store } = this
    const dictionary = store.dictionaries[of]
    const cells = new ValueCells((id) => {
      const made = group.map(({ text }) => format.cell(text(dictionary.at(id))))
      return {
        text: made.map(({ text }) => text).join(format.between),
        changed: group.flatMap(({ header }, i) => (made[i]?.changed ? [header] : [])),
      }
    })
    return (out, key, row) => {
      for (const header of cells.put(out, store.columns.ids[of][key] as number)) this.changed(row, header)
    }
  }

  /** The entry as the connector reads it, once for all columns that ask. */
  private mapped(key: number): MappedEntry {
    if (this.mappedEntry && this.mappedKey === key) return this.mappedEntry
    this.texts.find(key)
    this.mappedKey = key
    return (this.mappedEntry = this.texts.entry(key))
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

const nothing: readonly string[] = []

/** The cells of a dictionary's values, one after the other in one piece of memory. */
class ValueCells {
  private bytes = Buffer.allocUnsafe(64 * 1024)
  private used = 0
  /** By id: where the cells begin, plus one, and where they end; 0 is not made yet. */
  private places = new Uint32Array(2048)
  /** Headers of the cells that were changed, where any was. */
  private readonly changed = new Map<number, readonly string[]>()

  constructor(private readonly cellsOf: (id: number) => { readonly text: string; readonly changed: readonly string[] }) {}

  /** @returns the headers of the cells that were changed */
  put(out: ByteWriter, id: number): readonly string[] {
    if (id * 2 >= this.places.length || this.places[id * 2] === 0) this.make(id)
    out.put(this.bytes, (this.places[id * 2] as number) - 1, this.places[id * 2 + 1])
    return this.changed.size === 0 ? nothing : (this.changed.get(id) ?? nothing)
  }

  private make(id: number): void {
    if (id * 2 >= this.places.length) this.places = grown(this.places, new Uint32Array(id * 4))
    const { text, changed } = this.cellsOf(id)
    const length = Buffer.byteLength(text)
    if (this.used + length > this.bytes.length)
      this.bytes = grown(this.bytes, Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + length)))
    this.places[id * 2] = this.used + 1
    this.bytes.write(text, this.used)
    this.places[id * 2 + 1] = this.used += length
    if (changed.length > 0) this.changed.set(id, changed)
  }
}

function grown<T extends Uint8Array | Uint32Array>(old: T, fresh: T): T {
  fresh.set(old)
  return fresh
}
