import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root } from './paths.mjs'
import { configOf } from './type-programs.mjs'

/** The tables of *Adding things*: by heading the rows, each with the files that it names and who notices when it is left out. */
const guide = readFileSync(join(root, 'docs/walk-the-code.md'), 'utf8')
const sections = new Map(
  guide
    .slice(guide.indexOf('\n## Adding things'))
    .split('\n### ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), rowsOf(section)]),
)
function rowsOf(section: string): readonly { readonly files: readonly string[]; readonly noticedBy: string }[] {
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, file = '', , noticedBy = '']) => ({ files: [...file.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path), noticedBy }))
}

/** In each root a member that is not there: what stands before it, and the member. */
const madeUp = {
  'A filter field': ['  raw: none,\n', '  madeupfield: { facet: true, listed: true },\n'],
  'A grid column': ["  permission: { title: 'Permission', sort: 'permission' },\n", "  madeupcolumn: { title: 'Made up', sort: 'ip' },\n"],
  'An export format': ['const formats = {\n', "  madeupformat: { ...table, label: 'Made up', fileType: 'Made up', note: 'Made up.' },\n"],
  'An entry fact': ["  requestId: 'text',\n", "  madeupfact: 'text',\n"],
  'A screen': ['export const screenNames = [', "'madeupscreen', "],
  'A setting': ['export const settings = z.object({\n', '  madeupsetting: z.boolean().default(false),\n'],
} as const
const nameIn = (member: string): string => /madeup\w+/.exec(member)?.[0] ?? ''

/** The files that do not compile once all of these are there, by the name that is made up. One program for all: each takes seconds. */
function failing(): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string>()
  for (const [heading, [before, member]] of Object.entries(madeUp)) {
    const path = join(root, sections.get(heading)?.find(({ noticedBy }) => noticedBy === '–')?.files[0] ?? '')
    const text = readFileSync(path, 'utf8')
    expect(text.split(before), `${heading}: ${before}`).toHaveLength(2)
    texts.set(path.replaceAll('\\', '/'), text.replace(before, before + member))
  }
  const { options } = configOf('tsconfig.tests.json')
  const names = globSync('src-*/**/*.ts', { cwd: root })
    .filter((path) => !/\.(test|bench)\.ts$|fixtures|testing/.test(path))
    .map((path) => join(root, path))
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name)
    return text === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, text, version)
  }
  const program = ts.createProgram(names, options, host)
  const found = new Map<string, Set<string>>()
  for (const name of names) {
    const file = program.getSourceFile(name)
    for (const { messageText } of file ? program.getSemanticDiagnostics(file) : [])
      for (const [made] of ts.flattenDiagnosticMessageText(messageText, '\n').matchAll(/madeup\w+/g))
        found.set(made, (found.get(made) ?? new Set()).add(relative(root, name).replaceAll('\\', '/')))
  }
  return new Map([...found].map(([made, files]) => [made, [...files].sort()]))
}

describe('adding things', () => {
  it('takes the files that the guide lists: the compiler names each, and no other', () => {
    const found = failing()
    for (const [heading, [, member]] of Object.entries(madeUp)) {
      const listed = (sections.get(heading) ?? []).filter(({ noticedBy }) => noticedBy === 'the compiler').flatMap(({ files }) => files)
      expect(listed.length, heading).toBeGreaterThan(0)
      expect(found.get(nameIn(member)), heading).toEqual([...listed].sort())
    }
  }, 600_000)

  it('takes three files at most, and none that nobody notices', () => {
    const tables = [...sections].filter(([, rows]) => rows.length > 0)
    expect(tables.map(([heading]) => heading)).toEqual(expect.arrayContaining(Object.keys(madeUp)))
    for (const [heading, rows] of tables) {
      expect(rows.length, heading).toBeLessThanOrEqual(3)
      for (const { noticedBy } of rows) expect(['–', 'the compiler']).toContain(noticedBy)
    }
  })
})
