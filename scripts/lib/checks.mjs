import { join } from 'node:path'
import { modules } from './paths.mjs'
import { runTool } from './run.mjs'

/** ESLint, then Prettier. @returns the exit code of the first that finds something */
export async function lint({ fix = false } = {}) {
  const cache = join(modules, '.cache', 'eslint')
  const eslint = [
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    cache,
    ...(fix ? ['--fix'] : []),
  ]
  const prettier = [fix ? '--write' : '--check', '--log-level', 'warn', '.']
  return (await runTool('eslint', eslint)) || (await runTool('prettier', prettier))
}

/** @returns vue-tsc's exit code */
export function typecheck() {
  return runTool('vue-tsc', ['--noEmit', '-p', 'tsconfig.json'])
}
