import { join } from 'node:path'
import ts from 'typescript'
import { root } from './paths.mjs'

/** A tsconfig of this repository. */
export function configOf(name) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => void (host.problem = problem) }
  const config = ts.getParsedCommandLineOfConfigFile(join(root, name), {}, host)
  if (!config) throw new Error(ts.flattenDiagnosticMessageText(host.problem.messageText, '\n'))
  return config
}

/** Parsed once for all programs: the types of the libraries are most of what each holds, and all of them are parsed alike. */
const parsed = new Map()

function hostOf(options, texts) {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.getSourceFile = (name, version, ...rest) => {
    if (texts.has(name)) return ts.createSourceFile(name, texts.get(name), version)
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, version, ...rest))
    return parsed.get(name)
  }
  return host
}

/**
 * What the compiler finds in the files that a tsconfig names. Files that these import belong to another tsconfig, with other types, and are checked there.
 * @param texts files to check instead, by their paths in the repository
 */
export function problemsOf(name, texts = {}) {
  const { fileNames, options, errors } = configOf(name)
  const own = new Map(Object.entries(texts).map(([path, text]) => [join(root, path).replaceAll('\\', '/'), text]))
  const names = own.size > 0 ? [...own.keys()] : fileNames
  const program = ts.createProgram(names, options, hostOf(options, own))
  const inFiles = names.flatMap((each) => {
    const file = program.getSourceFile(each)
    return file ? [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)] : []
  })
  return [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...inFiles]
}

/** The same as lines for a person. */
export function linesOf(problems) {
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  return process.stdout.isTTY ? ts.formatDiagnosticsWithColorAndContext(problems, host) : ts.formatDiagnostics(problems, host)
}
