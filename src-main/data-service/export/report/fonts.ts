// Inter and JetBrains Mono, under the SIL Open Font License 1.1, which lets documents embed them. What they do not have the reader's system draws.
import monoLatinExt from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-ext-wght-normal.woff2?inline'
import monoLatin from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?inline'
import cyrillic from '@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2?inline'
import greek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?inline'
import latinExt from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?inline'
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline'

/** What each file holds, as the packages' own style sheets say. */
const ranges = {
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  latinExt: 'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
  greek: 'U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF',
} // prettier-ignore

const face = (family: string, url: string, range: keyof typeof ranges): string =>
  `@font-face { font-family: "${family}"; font-weight: 100 900; src: url(${url}) format("woff2"); unicode-range: ${ranges[range]} }`

/** The fonts of a report, as rules of its style sheet: a report loads nothing. */
export const fontFaces = [
  face('Inter', latin, 'latin'),
  face('Inter', latinExt, 'latinExt'),
  face('Inter', cyrillic, 'cyrillic'),
  face('Inter', greek, 'greek'),
  face('JetBrains Mono', monoLatin, 'latin'),
  face('JetBrains Mono', monoLatinExt, 'latinExt'),
].join('\n')
