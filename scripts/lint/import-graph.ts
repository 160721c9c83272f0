import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { root } from '../lib/paths.mjs'

/** Which file imports which, by paths from the root of the repository. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

const specifiers = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g
const aliases = [
  ['@contract/', 'src-preload/contract/'],
  ['@language/', 'src-preload/language/'],
] as const

/** The file of this repository that an import names; null for a package. */
function fileOf(specifier: string, importer: string): string | null {
  const path = specifier.replace(/\?.*$/, '')
  const alias = aliases.find(([prefix]) => path.startsWith(prefix))
  if (alias) return alias[1] + path.slice(alias[0].length)
  return path.startsWith('.') ? posix.join(posix.dirname(importer), path) : null
}

/** The imports of a text, those of types too: a type that is imported in a circle ties files as much as a value. */
export function importsIn(text: string, importer: string): readonly string[] {
  const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...new Set([...code.matchAll(specifiers)].flatMap(([, , specifier = '']) => fileOf(specifier, importer) ?? []))]
}

/** The imports between the `.ts` and `.vue` files of a folder; tests are nobody's import. */
export function readImports(folder: string): ImportGraph {
  const files = globSync('**/*.{ts,vue}', { cwd: join(root, folder) }).map((file) => posix.join(folder, file.replaceAll('\\', '/')))
  return new Map(
    files
      .filter((file) => !/\.(?:test|bench|d)\.ts$/.test(file))
      .map((file) => [file, importsIn(readFileSync(join(root, file), 'utf8'), file)]),
  )
}

/** Imports of a graph that name no file. */
export function danglingImports(graph: ImportGraph): readonly string[] {
  const known = new Map<string, boolean>()
  const isThere = (file: string): boolean => {
    const is = known.get(file) ?? existsSync(join(root, file))
    known.set(file, is)
    return is
  }
  return [...graph].flatMap(([file, imports]) => imports.filter((each) => !isThere(each)).map((each) => `${file} → ${each}`))
}

/** The knots of a graph: files that reach each other by imports, sorted; none where no import goes in a circle (Tarjan). */
export function importCycles(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const path: string[] = []
  const knots: string[][] = []
  const visit = (file: string): number => {
    const at = order.size
    order.set(file, at)
    path.push(file)
    let lowest = at
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue
      if (!order.has(next)) lowest = Math.min(lowest, visit(next))
      else if (path.includes(next)) lowest = Math.min(lowest, order.get(next) ?? at)
    }
    if (lowest < at) return lowest
    const knot = path.splice(path.indexOf(file))
    if (knot.length > 1 || graph.get(file)?.includes(file)) knots.push(knot.sort())
    return lowest
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return knots.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
}
