import { describe, expect, it } from 'vitest'
import { palettes } from './palette.ts'
import type { Palette, ThemeName } from './palette.ts'
import { cssVariables } from './tokens.ts'

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
/** WCAG 2.2, 1.4.3. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const themes: readonly ThemeName[] = ['light', 'dark']
const anywhere: readonly (keyof Palette)[] = ['ground', 'panel', 'hover', 'selected']
const words: readonly (keyof Palette)[] = ['text', 'muted', 'faint', 'accent', 'failed', 'ok', 'markText']

describe.each(themes)('the %s palette', (name) => {
  const palette = palettes[name]

  it.each(words.flatMap((word) => anywhere.map((behind) => [word, behind] as const)))('shows %s as readable text on %s', (word, behind) => {
    expect(contrast(palette[word], palette[behind])).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ['accentText', 'accent'],
    ['accentText', 'accentHover'],
    ['accentText', 'accentPressed'],
    ['failedText', 'failed'],
    ['accent', 'accentSoft'],
    ['failed', 'failedSoft'],
    ['ok', 'okSoft'],
    ['markText', 'markSoft'],
    ['text', 'failedSoft'],
    ['text', 'okSoft'],
    ['muted', 'failedSoft'],
    ['muted', 'okSoft'],
  ] as const)('shows %s as readable text on %s', (word, behind) => {
    expect(contrast(palette[word], palette[behind])).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['edge', 'mark', 'barFailed'] as const)('shows %s as a visible shape (WCAG 1.4.11)', (shape) => {
    expect(contrast(palette[shape], palette.panel)).toBeGreaterThanOrEqual(3)
    expect(contrast(palette[shape], palette.ground)).toBeGreaterThanOrEqual(3)
  })
})

describe('cssVariables', () => {
  it('names a variable after each colour', () => {
    const text = cssVariables(palettes.light)
    expect(text).toContain('--ground:#f6f7f9')
    expect(text).toContain('--accent-soft:')
    expect(text.split(';')).toHaveLength(Object.keys(palettes.light).length)
  })
})
