import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseForESLint, type ParserOptions } from '@typescript-eslint/parser'
import ts from 'typescript'
import { root } from '../lib/paths.mjs'

type Options = ParserOptions & { readonly filePath?: string }

/** What vue-eslint-parser gives to the parser: the text between the tags. */
const scriptOf = (component: string): string => /<script setup lang="ts">([\s\S]*?)<\/script>/.exec(component)?.[1] ?? ''

/**
 * TypeScript's parser, with the types of one program for all files. With the project service alone, TypeScript begins anew at each component, whose text is not
 * the file's: 137 s for everything instead of 60. A text that is not the one on the disk (in an editor, in a template's expressions, in a generic component) is
 * parsed as the options ask.
 */
export const typedParser = {
  meta: { name: 'typed-parser' },
  parseForESLint(code: string, options: Options) {
    const { projectService, ...others } = options
    if (!projectService || options.filePath === undefined) return parseForESLint(code, options)
    const file = everything().getSourceFile(options.filePath)
    return parseForESLint(code, file?.text === code ? { ...others, programs: [everything()] } : options)
  },
}

let program: ts.Program | undefined

function everything(): ts.Program {
  program ??= compile()
  return program
}

function compile(): ts.Program {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config as object
  const extra = [{ extension: '.vue', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }]
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root, {}, undefined, undefined, extra)
  const compilerOptions = { ...options, allowNonTsExtensions: true }
  const host = ts.createCompilerHost(compilerOptions, true)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) =>
    name.endsWith('.vue')
      ? ts.createSourceFile(name, scriptOf(readFileSync(name, 'utf8')), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS)
      : read(name, ...rest)
  return ts.createProgram(fileNames, compilerOptions, host)
}
