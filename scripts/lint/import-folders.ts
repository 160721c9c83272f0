import { dirname, relative, resolve, sep } from 'node:path'
import type { ESLint, Rule } from 'eslint'

/** Where code may import from, by the file that a path leads to: what is written as `../cache` is another folder in each file. */
export interface FolderRule {
  /** All that may be imported; anything when absent. */
  readonly only?: readonly string[]
  /** What may not. */
  readonly not?: readonly string[]
  /** What may all the same. */
  readonly but?: readonly string[]
  readonly message: string
}

const isIn = (path: string, folders: readonly string[]): boolean => folders.some((each) => path === each || path.startsWith(`${each}/`))

export function refused(path: string, rules: readonly FolderRule[]): string | null {
  const broken = rules.find(({ only, not = [], but = [] }) => !isIn(path, but) && (isIn(path, not) || (only && !isIn(path, only))))
  return broken?.message ?? null
}

interface Importing {
  readonly source?: { readonly value?: unknown } | null
}

const rule: Rule.RuleModule = {
  meta: { type: 'problem', schema: [{ type: 'array' }], messages: { refused: '{{ path }}: {{ message }}' } },
  create(context) {
    const rules = context.options[0] as readonly FolderRule[]
    const check = (node: Rule.Node): void => {
      const written = (node as Importing).source?.value
      if (typeof written !== 'string' || !written.startsWith('.')) return
      const target = resolve(dirname(context.filename), written.replace(/\?.*$/, ''))
      const path = relative(context.cwd, target).split(sep).join('/')
      const message = refused(path, rules)
      if (message !== null) context.report({ node, messageId: 'refused', data: { path, message } })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
  },
}

export const importFolders: ESLint.Plugin = { rules: { 'import-folders': rule } }
