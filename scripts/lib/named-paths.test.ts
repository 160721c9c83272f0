import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './paths.mjs'

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]
const folders = 'src-main|src-preload|src-renderer|tests|scripts|resources|docs'

function missing(document: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8')
  const named = [...text.matchAll(new RegExp(String.raw`\`((?:${folders})/[\w./-]*)\``, 'g'))].map(([, path]) => path ?? '')
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => join(document, '..', path ?? ''))
  return [...named, ...linked].filter((path) => !existsSync(join(root, path)))
}

describe('the documents', () => {
  it.each(documents)('%s names only files and folders that are there', (document) => {
    expect(missing(document)).toEqual([])
  })
})
