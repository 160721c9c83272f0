/**
 * The one place where colours are set. `tokens.ts` turns them into CSS variables (`--ground`, `--faint`, `--accent-soft` …).
 * `palette.test.ts` checks every text pair against WCAG 2.2 AA.
 */
export interface Palette {
  /** Behind everything. */
  readonly ground: string
  /** Behind lists, cards, menus. */
  readonly panel: string
  /** Hairlines. */
  readonly line: string
  /** Edges that alone say where a control is (checkbox, radio): 3:1 on panel and ground. */
  readonly edge: string
  readonly text: string
  readonly muted: string
  /** Quieter than muted and still readable text. */
  readonly faint: string
  readonly hover: string
  readonly selected: string
  readonly accent: string
  readonly accentHover: string
  readonly accentPressed: string
  readonly accentSoft: string
  /** Text on accent. */
  readonly accentText: string
  readonly failed: string
  readonly failedSoft: string
  /** Text on failed. */
  readonly failedText: string
  readonly ok: string
  readonly okSoft: string
  /** Amber for icons, bars and edges; for words use markText. */
  readonly mark: string
  readonly markText: string
  readonly markSoft: string
  /** Bars of the time strip and of coverage. */
  readonly bar: string
  readonly barFailed: string
  /** Behind a dialog. */
  readonly veil: string
}

export type ThemeName = 'light' | 'dark'

export const palettes: Readonly<Record<ThemeName, Palette>> = {
  light: {
    ground: '#f6f7f9',
    panel: '#ffffff',
    line: '#e3e6eb',
    edge: '#868e9b',
    text: '#1b2029',
    muted: '#626b79',
    faint: '#667080',
    hover: '#f4f5f8',
    selected: '#f1f5fd',
    accent: '#2563d9',
    accentHover: '#1f57c3',
    accentPressed: '#1a4aa8',
    accentSoft: '#e9f0fc',
    accentText: '#ffffff',
    failed: '#c8372f',
    failedSoft: '#fcf1f0',
    failedText: '#ffffff',
    ok: '#11805a',
    okSoft: '#f0f8f4',
    mark: '#a86a00',
    markText: '#975f00',
    markSoft: '#fbf4e8',
    bar: '#86a9eb',
    barFailed: '#c8372f',
    veil: 'rgba(27, 32, 41, 0.24)',
  },
  dark: {
    ground: '#0f1115',
    panel: '#15181e',
    line: '#262b35',
    edge: '#646c7a',
    text: '#e4e7ec',
    muted: '#8b93a1',
    faint: '#868e9c',
    hover: '#1a1e25',
    selected: '#1a2331',
    accent: '#5b9dff',
    accentHover: '#74acff',
    accentPressed: '#4a8cf0',
    accentSoft: '#1b2a42',
    accentText: '#0b1220',
    failed: '#f0716b',
    failedSoft: '#2e1e22',
    failedText: '#1b0b0a',
    ok: '#3fb68b',
    okSoft: '#182824',
    mark: '#e2a93b',
    markText: '#e2a93b',
    markSoft: '#2a2418',
    bar: '#3d64a8',
    barFailed: '#f0716b',
    veil: 'rgba(0, 0, 0, 0.55)',
  },
}
