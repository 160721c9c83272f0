import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { manifestPath, partOf, partPath } from './names.ts'
import { publish, recoverExport } from './publish.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-publish-'))
  path = join(folder, 'audit.csv')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Three parts and a manifest, as an export of three sheets has them. */
const names = (): string[] => [1, 2, 3].map((number) => partPath(path, number)).concat(manifestPath(path))
const write = (text: string, of = names()): void => of.forEach((each) => writeFileSync(each, `${text} ${basename(each)}`))
const contents = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8').split(' ')[0] ?? '']))
const all = (text: string): Record<string, string> => Object.fromEntries(names().map((each) => [basename(each), text]))
const begun = (renamed: number): void => {
  write('old')
  write('new', names().map(partOf))
  writeFileSync(`${path}.part-journal`, JSON.stringify({ files: names().map((each) => basename(each)), stale: [] }))
  writeFileSync(`${manifestPath(path)}.part-old`, 'old manifest')
  if (renamed >= 0) rmSync(manifestPath(path))
  for (const each of names().slice(0, Math.max(0, renamed))) {
    rmSync(each, { force: true })
    writeFileSync(each, `new ${basename(each)}`)
    rmSync(partOf(each))
  }
}

it('all parts of an export take the place of the old ones, and those it does not have any more go', () => {
  write('old')
  const files = [partPath(path, 1), manifestPath(path)]
  write('new', files.map(partOf))
  publish(path, files.map((each) => ({ path: each, overwrite: true })), [partPath(path, 2), partPath(path, 3)]) // prettier-ignore
  expect(contents()).toEqual({ 'audit.csv': 'new', 'audit.csv.manifest.json': 'new' })
})

it.each([-1, 0, 1, 2, 3, 4])(
  'killed when %i of four have their names (-1: the old manifest still has its own), the next command finds the old ones or makes all new (issue 12.23)',
  (renamed) => {
    begun(renamed)
    recoverExport(path)
    expect(contents()).toEqual(all(renamed <= 0 ? 'old' : 'new'))
  },
)

it('a failure half-way puts the old ones back', () => {
  write('old')
  const whole = names()
  // The last part is missing.
  write('new', whole.slice(0, 3).map(partOf))
  expect(() => publish(path, whole.map((each) => ({ path: each, overwrite: true })), [])).toThrow('folder is not there') // prettier-ignore
  for (const each of whole) rmSync(partOf(each), { force: true })
  expect(contents()).toEqual(all('old'))
})

it('a journal that somebody else wrote speaks of nothing but the export’s own names', () => {
  writeFileSync(join(folder, 'mine.txt'), 'mine mine.txt')
  writeFileSync(join(folder, 'mine.txt.part'), 'other mine.txt')
  writeFileSync(
    `${path}.part-journal`,
    JSON.stringify({ files: ['mine.txt', '../mine.txt', 'audit.csv'], stale: ['mine.txt', '/etc/passwd'] }),
  )
  recoverExport(path)
  expect(contents()).toEqual({ 'mine.txt': 'mine', 'mine.txt.part': 'other' })
})
