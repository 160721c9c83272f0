import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './paths.mjs'

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]
const folders = 'src-main|src-preload|src-renderer|demo-tenant|tests|scripts|resources|docs'
const code = globSync(`{src-main,src-preload,src-renderer,demo-tenant,tests,scripts}/**/*.{ts,mjs,cjs,vue,css}`, { cwd: root })

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

function missing(document: string): readonly string[] {
  const text = read(document)
  const named = [...text.matchAll(new RegExp(String.raw`\`((?:${folders})/[\w./-]*)\``, 'g'))].map(([, path]) => path ?? '')
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => join(document, '..', path ?? ''))
  return [...named, ...linked].filter((path) => !existsSync(join(root, path)))
}

/** A heading as a link names it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/(?<!\w)_|_(?!\w)/g, '')
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-')

function missingHeadings(document: string): readonly string[] {
  const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
  return links.flatMap(([, path = '', anchor = '']) => {
    const target = path === '' ? document : join(document, '..', path)
    if (!existsSync(join(root, target))) return [] // told by `missing`
    const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''))
    return headings.includes(anchor) ? [] : [`${target}#${anchor}`]
  })
}

/** Documents that comments name. */
function unwritten(file: string): readonly string[] {
  const named = [...read(file).matchAll(/\bdocs\/[\w./-]*\.md\b/g)].map(([path]) => path)
  return named.filter((path) => !existsSync(join(root, path)))
}

/** Decisions that comments name and that are not in their file. */
function undecided(file: string): readonly string[] {
  const named = [...read(file).matchAll(/\b(docs\/decisions\/\w+\.md), (\d+)/g)]
  return named.filter(([, path = '', number = '']) => !read(path).includes(`\n## ${number}. `)).map(([link]) => `${file}: ${link}`)
}

describe('the documents', () => {
  it.each(documents)('%s names only files and folders that are there', (document) => {
    expect(missing(document)).toEqual([])
  })

  it.each(documents)('%s links only to headings that are there', (document) => {
    expect(missingHeadings(document)).toEqual([])
  })

  it('are there, where a comment in the code names one', () => {
    const found = [...code, 'electron.vite.config.ts'].flatMap((file) => unwritten(file).map((path) => `${file}: ${path}`))
    expect(found).toEqual([])
  })

  it('have the decision whose number a comment names', () => {
    expect(code.flatMap(undecided)).toEqual([])
  })
})
