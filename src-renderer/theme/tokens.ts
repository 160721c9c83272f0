import { palettes } from './palette.ts'
import type { Palette, ThemeName } from './palette.ts'

const variable = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** CSS text that sets one variable for each colour of a palette: `accentSoft` becomes `--accent-soft`. */
export function cssVariables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `${variable(name)}:${value}`)
    .join(';')
}

/** Makes the colours of both themes known to the document; `data-theme` on the root element chooses. Call once, at start. */
export function installPalettes(target: Document = document): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    (Object.keys(palettes) as ThemeName[])
      .map(
        (name) =>
          `:root[data-theme='${name}']{color-scheme:${name};${cssVariables(palettes[name])}}` +
          // Before Chromium 122 the veil behind a dialog inherits no variables.
          `:root[data-theme='${name}'] dialog::backdrop{background:${palettes[name].veil}}`,
      )
      .join('\n'),
  )
  target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet]
}
