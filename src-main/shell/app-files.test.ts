import { resolve, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appFile } from './app-files.ts'

const root = resolve('/opt/desk/out/renderer')

describe('files behind app://', () => {
  it('finds what the build made', () => {
    expect(appFile('app://desk/index.html', root)).toEqual({ path: resolve(root, 'index.html'), type: 'text/html; charset=utf-8' })
    expect(appFile('app://desk/assets/index-1a2b.js?v=1#x', root)?.type).toBe('text/javascript; charset=utf-8')
    expect(appFile('app://desk/assets/inter%20var.woff2', root)?.path).toBe(resolve(root, 'assets/inter var.woff2'))
  })

  it('resolves dots inside its folder only', () => {
    for (const url of ['app://desk/../../package.json', 'app://desk/%2e%2e/%2e%2e/package.json']) {
      expect(appFile(url, root)?.path).toBe(resolve(root, 'package.json'))
    }
  })

  it.each([
    'app://desk/',
    'app://desk/assets',
    'app://desk/..%2f..%2fpackage.json',
    'app://desk/assets/..%5c..%5cpackage.json',
    'app://desk/%252e%252e/x.json/../../a%00.js',
    'app://desk/index.html%00.js',
    'app://desk/%E0%A4%A.js',
    'app://other/index.html',
    'app://desk:80/index.html',
    'app://user@evil/index.html',
    'file:///etc/passwd.html',
    'https://desk/index.html',
    'app://desk/program.exe',
    'index.html',
    '',
  ])('refuses %s', (url) => {
    expect(appFile(url, root)).toBeNull()
  })

  it('never leaves its folder, whatever is asked', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', 'a', 'index', '.js', '.html', '~', 'C:', '//')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string(), (pieces, tail) => {
        const file = appFile(`app://desk/${pieces.join('')}${tail}`, root)
        expect(file === null || file.path.startsWith(root + sep)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
