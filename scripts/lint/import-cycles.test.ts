import { describe, expect, it } from 'vitest'
import { danglingImports, importCycles, importsIn, readImports } from './import-graph.ts'

const folders = ['src-main', 'src-preload', 'src-renderer']

/** The room of the window in which a file stands: a feature each, else the folder; empty at the top and outside. */
const roomOf = (file: string): string => /^src-renderer\/(features\/[^/]+|[^/]+)\//.exec(file)?.[1] ?? ''

/** The rules of `boundaries.ts`, of which those of the window do not see an `import()`. */
function mayImport(from: string, to: string): boolean {
  if (to.startsWith('features/')) return from === to || from === 'screens' || (from === 'first' && to === 'features/entry-list')
  if (to === 'screens') return from === 'screens' || from === ''
  if (from === 'api' && to === 'stores') return false
  return !(['api', 'stores'].includes(from) && ['components', 'shared'].includes(to))
}

describe('imports', () => {
  it.each(folders)('of %s go in no circle, those of types neither', (folder) => {
    const graph = readImports(folder)
    expect(graph.size).toBeGreaterThan(40)
    expect(importCycles(graph)).toEqual([])
  })

  it.each(folders)('of %s are all found: each names a file that is there', (folder) => {
    const graph = readImports(folder)
    expect(danglingImports(graph)).toEqual([])
    expect([...graph.values()].flat().length).toBeGreaterThan(graph.size)
  })

  it('of the window go one way between its rooms, those that are read later too', () => {
    const wrong = [...readImports('src-renderer')].flatMap(([file, imports]) =>
      imports.filter((each) => !mayImport(roomOf(file), roomOf(each))).map((each) => `${file} → ${each}`),
    )
    expect(wrong).toEqual([])
    expect(mayImport('features/bookmarks', 'features/export')).toBe(false)
    expect(mayImport('shared', 'features/export')).toBe(false)
    expect(mayImport('stores', 'shared')).toBe(false)
  })

  it('are read from components and programs alike, whatever form they have', () => {
    const text = `
      import './grid.css'
      import type { A } from './a.ts'
      import {
        b,
      } from '../b.ts'
      export * from '@contract/c.ts'
      const D = later(() => import('./D.vue'))
      import { e } from 'vue'
      // import { f } from './f.ts'
    `
    expect(importsIn(text, 'src-renderer/x/y.ts')).toEqual([
      'src-renderer/x/grid.css',
      'src-renderer/x/a.ts',
      'src-renderer/b.ts',
      'src-preload/contract/c.ts',
      'src-renderer/x/D.vue',
    ])
  })

  it('that go in a circle are found as one knot, however long', () => {
    const graph = new Map([
      ['a', ['b', 'x']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', ['e', 'out']],
      ['e', ['d']],
      ['x', []],
      ['self', ['self']],
    ])
    expect(importCycles(graph)).toEqual([['a', 'b', 'c'], ['d', 'e'], ['self']])
    expect(importCycles(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', []]]))).toEqual([]) // prettier-ignore
  })
})
