import { basename } from 'node:path'
import type { ESLint, Linter, Rule } from 'eslint'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs|cjs)$/
const pascal = /^([A-Z][a-z0-9]*)+\.vue$/

const rule: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab: 'Files are named in kebab-case: {{ name }}',
      pascal: 'Components are named in PascalCase: {{ name }}',
    },
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename)
      const isComponent = name.endsWith('.vue')
      if (!(isComponent ? pascal : kebab).test(name)) context.report({ node, messageId: isComponent ? 'pascal' : 'kebab', data: { name } })
    },
  }),
}

const plugin: ESLint.Plugin = { rules: { 'file-names': rule } }

export const fileNames: Linter.Config = {
  name: 'file names',
  files: ['src-*/**', 'demo-tenant/**', 'scripts/**', 'tests/**'],
  plugins: { desk: plugin },
  rules: { 'desk/file-names': 'error' },
}
