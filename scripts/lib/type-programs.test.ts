import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './paths.mjs'
import { configOf, problemsOf } from './type-programs.mjs'

const messagesOf = (config: string, path: string, text: string): readonly string[] =>
  problemsOf(config, { [path]: text }).map(({ messageText }) => (typeof messageText === 'string' ? messageText : messageText.messageText))
const missing = (name: string): unknown => expect.stringContaining(`Cannot find name '${name}'`)

describe('the compiler', () => {
  it.each([
    ['document', 'export const title = document.title'],
    ['window', 'export const width = window.innerWidth'],
    ['fetch', "export const page = fetch('https://tenant.example')"],
    ['process', 'export const home = process.cwd()'],
    ['Buffer', "export const bytes = Buffer.from('')"],
    ['setImmediate', 'export const later = setImmediate(() => undefined)'],
  ])('refuses %s in the contract and the language', (name, text) => {
    expect(messagesOf('tsconfig.contract.json', 'src-preload/contract/text.ts', text)).toEqual([missing(name)])
    expect(messagesOf('tsconfig.contract.json', 'src-preload/language/text.ts', text)).toEqual([missing(name)])
  })

  it('refuses the modules of Node and of Electron there', () => {
    const found = messagesOf(
      'tsconfig.contract.json',
      'src-preload/contract/text.ts',
      "import { join } from 'node:path'\nexport const path = join('a', 'b')\n",
    )
    expect(found).toEqual([expect.stringContaining("Cannot find name 'node:path'")])
  })

  it('takes what is right for every process', () => {
    const text =
      "import { z } from 'zod'\nimport { urlOf } from './url.ts'\nexport const origin = z.string().transform((url) => urlOf(url)?.origin)\n"
    expect(messagesOf('tsconfig.contract.json', 'src-preload/contract/text.ts', text)).toEqual([])
  })

  it('refuses a window in main and Node in the window', () => {
    expect(messagesOf('tsconfig.main.json', 'src-main/text.ts', 'export const title = document.title\n')).toEqual([missing('document')])
    expect(messagesOf('tsconfig.main.json', 'src-main/text.ts', 'export const home = process.cwd()\n')).toEqual([])
    expect(messagesOf('tsconfig.renderer.json', 'src-renderer/text.ts', 'export const home = process.cwd()\n')).toEqual([
      missing('process'),
    ])
    expect(messagesOf('tsconfig.renderer.json', 'src-renderer/text.ts', 'export const title = document.title\n')).toEqual([])
  })

  it('checks every file', () => {
    const checked = new Set(['contract', 'preload', 'main', 'tests'].flatMap((name) => configOf(`tsconfig.${name}.json`).fileNames))
    const ofWindow = new Set(configOf('tsconfig.renderer.json').fileNames)
    const all = globSync('{src-main,src-preload,src-renderer,demo-tenant,tests,scripts}/**/*.ts', { cwd: root }).map((path) =>
      join(root, path),
    )
    expect(all.filter((path) => !checked.has(path) && !ofWindow.has(path))).toEqual([])
    expect([...ofWindow].filter((path) => path.endsWith('.test.ts'))).toEqual([])
  })
})
