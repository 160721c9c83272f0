import { join } from 'node:path'
import { modules, pinnedNode, root } from './paths.mjs'
import { run, runTool } from './run.mjs'

/** @returns the exit code */
export function eslint({ fix = false } = {}) {
  const cache = join(modules, '.cache', 'eslint')
  const args = ['.', '--max-warnings', '0', '--cache', '--cache-strategy', 'content', '--cache-location', cache]
  return runTool('eslint', [...args, ...(fix ? ['--fix'] : [])])
}

/** @returns the exit code */
export function prettier({ fix = false } = {}) {
  const args = [fix ? '--write' : '--check', '--cache', '--cache-strategy', 'content', '--log-level', 'warn', '.']
  return runTool('prettier', args)
}

/** ESLint, then Prettier. @returns the exit code of the first that finds something */
export async function lint(options) {
  return (await eslint(options)) || (await prettier(options))
}

/** Each process with only its own types; the tests and scripts with all. Two at a time. @returns the exit code of the first that finds something */
export async function typecheck() {
  const withoutComponents = ['contract', 'preload', 'main', 'tests'].map((name) => `tsconfig.${name}.json`)
  const codes = await Promise.all([
    runTool('vue-tsc', ['--noEmit', '-p', 'tsconfig.renderer.json']),
    run(pinnedNode, [join(root, 'scripts', 'lib', 'check-types.mjs'), ...withoutComponents]),
  ])
  return codes.find((code) => code !== 0) ?? 0
}
