import type { FirstLook, Layout } from '@contract/first-look.ts'
import type { QueryAnswer } from '@contract/log.ts'
import { columnTitles } from '@contract/setting-names.ts'
import { createElement } from '../components/create-element.ts'
import { needsOf } from '../features/entry-list/column-needs.ts'
import { headHeight, layOut, rowHeights } from '../features/entry-list/column-layout.ts'
import { gridColumn } from '../features/entry-list/columns.ts'
import { createRowPainter } from '../features/entry-list/row-painter.ts'
import { timePartsOf, yearInTitle } from '../features/entry-list/time-parts.ts'
import { drawnRows, overscan, spacerHeight } from '../composables/virtual-window.ts'
import { zoneTitle } from '../shared/time/zone-title.ts'
import '../features/entry-list/grid.css'
import './first-picture.css'

/** Whether the window is as large as it was when its layout was kept. */
export function fitsWindow({ window }: Layout): boolean {
  return window.width === innerWidth && window.height === innerHeight
}

let picture: HTMLElement | null = null
let onResize = (): void => undefined

/**
 * Draws the first rows of an answer, and the surfaces around them, over the page: as the application will, by the same rules, at the same
 * place. Nothing in it can be reached or is read out; the application's own grid comes up behind it.
 */
export function drawFirstPicture(
  { layout, theme, zone, zoneChoice, columns, columnWidths, density }: FirstLook,
  answer: QueryAnswer,
): void {
  document.documentElement.dataset['theme'] =
    theme === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : theme
  const { rail, grid: at } = layout
  picture = createElement('div', 'first-picture')
  picture.inert = true
  picture.ariaHidden = 'true'
  surface('rail', 0, 0, rail, at.y + at.height)
  surface('top', rail, 0, layout.window.width - rail, at.y)
  surface('facets', rail, at.y, at.x - rail, at.height)
  surface('foot', 0, at.y + at.height, layout.window.width, layout.window.height - at.y - at.height)

  const grid = surface('entry-grid', at.x, at.y, at.width, at.height)
  const content = createElement('div', 'content', grid)
  const timeParts = timePartsOf(answer, zone, Date.now())
  const rowHeight = rowHeights[density]
  grid.style.setProperty('--row', `${rowHeight}px`)
  const extent = { total: answer.total, rowHeight, viewport: at.height - headHeight }
  content.style.height = `${spacerHeight(extent) + headHeight}px`
  const head = createElement('div', 'head', content)
  createElement('div', 'title', head)
  for (const id of columns) {
    const title = createElement('div', 'title', head)
    createElement('span', 'sort', title).textContent = gridColumn(id).zoned
      ? `${columnTitles[id]} (${zoneTitle(zoneChoice, zone)})${yearInTitle(timeParts)}`
      : columnTitles[id]
  }
  const window = createElement('div', 'window', content)
  window.style.height = `${extent.viewport}px`
  const layer = createElement('div', 'rows', window)
  document.body.append(picture)

  // Less what a scroll bar takes of it.
  const { template, width } = layOut(columns, columnWidths, timeParts, needsOf(answer.rows, columns, {}), grid.clientWidth)
  grid.style.setProperty('--columns', template)
  content.style.minWidth = `${width}px`
  const { first, end } = drawnRows(0, extent, overscan)
  createRowPainter(layer, 'first').draw(
    { top: 0, first, rows: answer.rows.slice(first, end) },
    { columns, zone, timeParts, rowHeight, pinned: [] },
    () => ({ active: false, open: false, picked: false, chosen: false, hits: null }),
  )
  onResize = () => {
    if (!fitsWindow(layout)) endFirstPicture()
  }
  addEventListener('resize', onResize)
}

/** Takes the picture away: the application's own rows are there. */
export function endFirstPicture(): void {
  removeEventListener('resize', onResize)
  picture?.remove()
  picture = null
}

function surface(name: string, x: number, y: number, width: number, height: number): HTMLElement {
  const element = createElement('div', name, picture ?? undefined)
  Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` })
  return element
}
