import appWindow from 'virtual:icon/app-window'
import bookmark from 'virtual:icon/bookmark'
import check from 'virtual:icon/check'
import circleDashed from 'virtual:icon/circle-dashed'
import circleDot from 'virtual:icon/circle-dot'
import clock3 from 'virtual:icon/clock-3'
import cloudOff from 'virtual:icon/cloud-off'
import fileExclamationPoint from 'virtual:icon/file-exclamation-point'
import gitCompare from 'virtual:icon/git-compare'
import keyRound from 'virtual:icon/key-round'
import mapPin from 'virtual:icon/map-pin'
import moon from 'virtual:icon/moon'
import shield from 'virtual:icon/shield'
import shieldAlert from 'virtual:icon/shield-alert'
import sparkle from 'virtual:icon/sparkle'
import stickyNote from 'virtual:icon/sticky-note'
import triangleAlert from 'virtual:icon/triangle-alert'
import undo2 from 'virtual:icon/undo-2'
import userRound from 'virtual:icon/user-round'
import usersRound from 'virtual:icon/users-round'
import x from 'virtual:icon/x'
import { palettes, type Palette, type ThemeName } from '../../theme/palette.ts'
import type { GridIcon } from './cell.ts'

const drawings: Readonly<Record<GridIcon, readonly [IconDrawing, keyof Palette]>> = {
  user: [userRound, 'muted'],
  role: [keyRound, 'muted'],
  group: [usersRound, 'muted'],
  check: [shield, 'muted'],
  other: [circleDot, 'muted'],
  success: [check, 'ok'],
  failed: [x, 'failed'],
  unknown: [circleDashed, 'muted'],
  picked: [check, 'accent'],
  bookmarked: [bookmark, 'mark'],
  noted: [stickyNote, 'mark'],
  invalid: [fileExclamationPoint, 'mark'],
  drifted: [gitCompare, 'mark'],
  vanished: [cloudOff, 'mark'],
  late: [clock3, 'mark'],
  'mark-alert': [triangleAlert, 'mark'],
  'mark-key': [keyRound, 'mark'],
  'mark-shield': [shieldAlert, 'mark'],
  'mark-undone': [undo2, 'mark'],
  'mark-place': [mapPin, 'mark'],
  'mark-program': [appWindow, 'mark'],
  'mark-new': [sparkle, 'mark'],
  'mark-clock': [moon, 'mark'],
}

/** As drawn, CSS pixels. */
const size = 16

/** An icon as a picture of its own: its colour has to be in it. */
function pictureOf(drawing: IconDrawing, colour: string): string {
  const svg = element('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: String(size),
    height: String(size),
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: colour,
    'stroke-width': '1.75',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  })
  const parts = drawing.map(([name, attributes]) => `${element(name, attributes)}</${name}>`)
  return `data:image/svg+xml,${encodeURIComponent(`${svg}${parts.join('')}</svg>`)}`
}

/** Of Lucide's own drawings: nothing in them has to be escaped. */
function element(name: string, attributes: Readonly<Record<string, string>>): string {
  return `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('')}>`
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
const placeOf = (name: string): string => (name === 'picked' ? '.picked .flags::before' : `.icon-${name}`)
const ruleOf = (theme: ThemeName, name: string, url: string): string =>
  `[data-theme='${theme}'] .rows ${placeOf(name)}{background-image:url("${url}")}`

const pictures = (): readonly { readonly theme: ThemeName; readonly name: string; readonly url: string }[] =>
  themes.flatMap((theme) =>
    Object.entries(drawings).map(([name, [drawing, colour]]) => ({ theme, name, url: pictureOf(drawing, palettes[theme][colour]) })),
  )

let sheet: CSSStyleSheet | null = null

/**
 * The grid's icons as background pictures of its cells, one class each, for both themes. As elements of SVG they cost a frame that shows
 * new rows three milliseconds: each is a small tree to style, to lay out and to paint (docs/benchmarks.md).
 */
export function installGridIcons(): CSSStyleSheet {
  if (sheet) return sheet
  sheet = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  sheet.replaceSync(
    pictures()
      .map(({ theme, name, url }) => ruleOf(theme, name, url))
      .join(''),
  )
  return sheet
}

/** From now on the icons are pixels of the screen they are on; made when there is nothing else to do. */
export function sharpenGridIcons(): void {
  const icons = installGridIcons()
  async function asPixels(): Promise<void> {
    const ratio = devicePixelRatio
    const rules = await Promise.all(pictures().map(async ({ theme, name, url }) => ruleOf(theme, name, await pixelsOf(url))))
    if (ratio === devicePixelRatio) icons.replaceSync(rules.join(''))
    // Another screen, another zoom.
    matchMedia(`(resolution: ${ratio}dppx)`).addEventListener('change', sharpenGridIcons, { once: true })
  }
  requestIdleCallback(() => void asPixels())
}
