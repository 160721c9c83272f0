import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/settings.ts'
import { createElement } from '../../components/create-element.ts'
import { visibleElement } from '../../components/visible-text-element.ts'
import { rangesIn } from '../../shared/hits/paint-hits.ts'
import type { Hit } from '@language/hits.ts'
import { setEntityRow } from '../../shared/entity/entity-ref.ts'
import type { GridCell, GridIcon } from './cell.ts'
import { gridColumn, type TimeParts } from './columns.ts'
import { cellsOf, flagIcon } from './row-cells.ts'
import type { RowHits } from './row-hits.ts'
import { flagTexts } from '../../shared/entry/row-parts.ts'

/**
 * One line of the grid, made once and filled again for every row that it comes to show. Only what differs is touched, and elements are
 * neither made nor removed: dozens of lines change in a frame, and a component for each took longer than the frame (docs/benchmarks.md).
 */
export interface RowElement {
  readonly element: HTMLElement
  show(line: Line): void
  /** Where the hits of the row that it shows are. */
  hitRanges(): readonly AbstractRange[]
  remove(): void
}

/** What every line shows of its row. */
export interface RowAppearance {
  readonly columns: readonly ColumnId[]
  readonly zone: string
  readonly timeParts: TimeParts
  /** CSS pixels. */
  readonly rowHeight: number
  /** Columns that stay while the others scroll sideways. */
  readonly pinned: readonly ColumnId[]
}

export interface Line {
  readonly index: number
  /** Undefined while it is fetched. */
  readonly row: EntryRow | undefined
  /** Distance from the layer's origin, CSS pixels. */
  readonly y: number
  /** The row a person is at. */
  readonly active: boolean
  /** Its details are open. */
  readonly open: boolean
  readonly picked: boolean
  /** What `aria-selected` says. */
  readonly chosen: boolean
  /** What a text search hit in it. */
  readonly hits: RowHits | null
}

/** Calls `apply` with a value only when it is another one than the last. */
function changing<T>(apply: (value: T) => void): (value: T) => void {
  let last: T | undefined
  return (value) => {
    if (value === last) return
    last = value
    apply(value)
  }
}

const toggler = (element: Element, name: string): ((on: boolean) => void) => changing((on) => void element.classList.toggle(name, on))

interface TextPlace {
  /** `plain`: nothing in the text needs to be made visible. */
  readonly show: (text: string, plain: boolean) => void
  readonly element: Element
  /** Holds a plain text. */
  readonly node: Text
}

/** A text whose node stays; a text with something to make visible stands in elements of its own. */
function textIn(cell: Element, className: string): TextPlace {
  const element = createElement('bdi', className, cell)
  const text = element.appendChild(document.createTextNode(''))
  const setPlain = changing((value: string) => (text.data = value))
  let marked: string | null = null
  function show(value: string, plain: boolean): void {
    if (plain) setPlain(value)
    const next = plain ? null : value
    if (next === marked) return
    marked = next
    element.replaceChildren(next === null ? text : visibleElement(next))
  }
  return { show, element, node: text }
}

/** How a cell says that its column stays where it is. */
export function pinClass(pinned: readonly ColumnId[], id: ColumnId): '' | ' pinned' | ' pinned last' {
  return !pinned.includes(id) ? '' : id === pinned.at(-1) ? ' pinned last' : ' pinned'
}

interface CellElement {
  /** Fills the cell; undefined empties it. */
  readonly show: (content: GridCell | undefined) => void
  readonly ranges: (hits: readonly Hit[]) => readonly AbstractRange[]
  /** A few words at the end of the cell; empty takes them away. */
  readonly note: (text: string) => void
}

function cellIn(line: Element, id: ColumnId, pin: '' | ' pinned' | ' pinned last'): CellElement {
  const { codes, quiet } = gridColumn(id)
  const own = `cell ${id}${codes ? ' codes' : ''}${pin}`
  const cell = createElement('div', own, line)
  cell.setAttribute('role', 'gridcell')
  cell.dataset['column'] = id
  if (pin) cell.style.left = `var(--pin-${id})`
  const before = quiet?.before ? textIn(cell, 'faint') : null
  const text = textIn(cell, 'text')
  const after = quiet?.after ? textIn(cell, 'faint after') : null
  const setIcon = changing((icon: GridIcon | null) => (cell.className = icon ? `${own} icon-${icon}` : own))
  let isPlain = true
  function show(content: GridCell | undefined): void {
    const plain = content?.plain ?? true
    isPlain = plain
    setIcon(content?.icon ?? null)
    before?.show(content?.before ?? '', true)
    text.show(content?.text ?? '', plain)
    after?.show(plain ? (content?.after ?? '') : (content?.after.trimStart() ?? ''), plain)
    // The pointer asks for a title of its own.
    if (cell.title !== '') cell.title = ''
  }
  const places = after ? [text, after] : [text]
  function ranges(hits: readonly Hit[]): readonly AbstractRange[] {
    if (isPlain)
      return hits.flatMap(({ from, to }) =>
        rangesIn(
          places.map(({ node }) => node),
          from,
          to,
        ),
      )
    // Among marks for what cannot be seen, letters are not counted: the whole text is what was hit.
    return places.map(({ element }) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return range
    })
  }
  let words: HTMLElement | null = null
  const note = changing((said: string) => {
    words ??= said === '' ? null : createElement('span', 'hit-note', cell)
    if (words) words.textContent = said
  })
  return { show, ranges, note }
}

export function createRow(appearance: RowAppearance, id: string): RowElement {
  const element = createElement('div', 'line')
  element.id = id
  element.setAttribute('role', 'row')
  element.setAttribute('data-entity-row', '')
  const flags = createElement('div', 'cell flags', element)
  flags.setAttribute('role', 'gridcell')
  flags.dataset['column'] = 'flags'
  const flagsClass = appearance.pinned.length > 0 ? 'cell flags pinned' : 'cell flags'
  flags.className = flagsClass
  const setFlag = changing((icon: GridIcon | null) => (flags.className = icon ? `${flagsClass} icon-${icon}` : flagsClass))
  const words = createElement('span', 'visually-hidden', flags).appendChild(document.createTextNode(''))
  const cells = appearance.columns.map((column) => cellIn(element, column, pinClass(appearance.pinned, column)))

  const setIndex = changing((index: number) => element.setAttribute('aria-rowindex', String(index + 2)))
  const setY = changing((y: number) => (element.style.transform = `translateY(${y}px)`))
  const setChosen = changing((chosen: boolean) => element.setAttribute('aria-selected', String(chosen)))
  const [setActive, setOpen, setPicked, setComing] = ['active', 'open', 'picked', 'coming'].map((name) => toggler(element, name)) as [
    (on: boolean) => void,
    (on: boolean) => void,
    (on: boolean) => void,
    (on: boolean) => void,
  ]
  const setBusy = changing((busy: boolean) => (busy ? flags.setAttribute('aria-busy', 'true') : flags.removeAttribute('aria-busy')))
  const setWords = changing((text: string) => (words.data = text))
  const setRow = changing((row: EntryRow | undefined) => {
    setEntityRow(element, row)
    setComing(row === undefined)
    setBusy(row === undefined)
    setWords(row ? flagTexts(row.flags).join('. ') : '')
    const contents = row ? cellsOf(row, appearance.columns, appearance.zone, appearance.timeParts) : []
    cells.forEach(({ show }, at) => show(contents[at]))
  })
  let hit: RowHits | null = null
  const setHits = changing((hits: RowHits | null) => {
    hit = hits
    appearance.columns.forEach((id, at) => cells[at]?.note(hits?.note?.column === id ? hits.note.text : ''))
  })
  return {
    element,
    show({ index, row, y, active, open, picked, chosen, hits }) {
      setIndex(index)
      setY(y)
      setActive(active)
      setOpen(open)
      setPicked(picked)
      setChosen(chosen)
      setRow(row)
      setFlag(row ? flagIcon(row.flags) : null)
      setHits(hits)
    },
    hitRanges: () => [...(hit?.cells ?? [])].flatMap(([id, hits]) => cells[appearance.columns.indexOf(id)]?.ranges(hits) ?? []),
    remove: () => element.remove(),
  }
}
