import {
  Bookmark,
  Check,
  CircleDashed,
  CircleDot,
  Clock3,
  CloudOff,
  FileWarning,
  GitCompare,
  KeyRound,
  Shield,
  StickyNote,
  UserRound,
  UsersRound,
  X,
} from '@lucide/vue'
import { h, render, type FunctionalComponent } from 'vue'
import { palettes, type Palette, type ThemeName } from '../../theme/palette.ts'
import type { GridIcon } from './row-cells.ts'

const drawings: Readonly<Record<GridIcon, readonly [FunctionalComponent, keyof Palette]>> = {
  user: [UserRound, 'muted'],
  role: [KeyRound, 'muted'],
  group: [UsersRound, 'muted'],
  check: [Shield, 'muted'],
  other: [CircleDot, 'muted'],
  success: [Check, 'ok'],
  failed: [X, 'failed'],
  unknown: [CircleDashed, 'muted'],
  picked: [Check, 'accent'],
  bookmarked: [Bookmark, 'mark'],
  noted: [StickyNote, 'mark'],
  invalid: [FileWarning, 'mark'],
  drifted: [GitCompare, 'mark'],
  vanished: [CloudOff, 'mark'],
  late: [Clock3, 'mark'],
}

/** As drawn, CSS pixels. */
const size = 16

/** An icon as a picture of its own: its colour has to be in it. */
function pictureOf(icon: FunctionalComponent, color: string): string {
  const into = document.createElement('div')
  render(h(icon, { size, strokeWidth: 1.75, color, xmlns: 'http://www.w3.org/2000/svg' }), into)
  return `data:image/svg+xml,${encodeURIComponent(into.innerHTML)}`
}

/** The same as pixels of this screen: drawn anew from its lines for every row of every frame, it costs the frame a millisecond. */
async function pixelsOf(picture: string): Promise<string> {
  const image = new Image()
  image.src = picture
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(size * devicePixelRatio)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL()
}

const themes = Object.keys(palettes) as ThemeName[]
/** Where an icon is drawn. The check of a selected row stands beside its mark: both are to be seen. */
const placeOf = (name: string): string => (name === 'picked' ? '.picked .marks::before' : `.icon-${name}`)
const ruleOf = (theme: ThemeName, name: string, url: string): string =>
  `[data-theme='${theme}'] .rows ${placeOf(name)}{background-image:url("${url}")}`

let installed = false

/**
 * The grid's icons as background pictures of its cells, one class each, for both themes. As elements of SVG they cost a frame that shows
 * new rows three milliseconds: each is a small tree to style, to lay out and to paint (docs/benchmarks.md).
 */
export function installGridIcons(): void {
  if (installed) return
  installed = true
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  const pictures = themes.flatMap((theme) =>
    Object.entries(drawings).map(([name, [icon, colour]]) => ({ theme, name, url: pictureOf(icon, palettes[theme][colour]) })),
  )
  const asLines = (): void => sheet.replaceSync(pictures.map(({ theme, name, url }) => ruleOf(theme, name, url)).join(''))
  async function asPixels(): Promise<void> {
    const ratio = devicePixelRatio
    const rules = await Promise.all(pictures.map(async ({ theme, name, url }) => ruleOf(theme, name, await pixelsOf(url))))
    if (ratio === devicePixelRatio) sheet.replaceSync(rules.join(''))
    // Another screen, another zoom.
    matchMedia(`(resolution: ${ratio}dppx)`).addEventListener('change', draw, { once: true })
  }
  function draw(): void {
    asLines()
    requestIdleCallback(() => void asPixels())
  }
  draw()
}
