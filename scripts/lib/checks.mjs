import { join } from 'node:path'
import { modules } from './paths.mjs'
import { runTool } from './run.mjs'

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

/** @returns vue-tsc's exit code */
export function typecheck() {
  return runTool('vue-tsc', ['--noEmit', '-p', 'tsconfig.json'])
}
