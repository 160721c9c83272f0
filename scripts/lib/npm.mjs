import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { capture } from './run.mjs'

/**
 * How to run npm: the one that runs us, else the one beside this Node, else whatever PATH has.
 * Under Node 24 the choice made before is kept in npm's own variables, so an old npm keeps running on the Node it came with.
 * @param {Record<string, string | undefined>} env
 * @param {string} node path of the Node that runs this
 * @param {(file: string) => boolean} exists
 */
export function findNpm(env = process.env, node = process.execPath, exists = existsSync) {
  const given = env.npm_execpath
  if (given && basename(given) === 'npm-cli.js') return { command: env.npm_node_execpath ?? node, args: [given], shell: false }
  const beside = [
    join(dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const found = beside.find((file) => exists(file))
  if (found) return { command: node, args: [found], shell: false }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [], shell: process.platform === 'win32' }
}

/** The variables that let `findNpm` find the same npm again in a child on another Node. */
export function npmVariables() {
  const npm = findNpm()
  return npm.args[0] ? { npm_execpath: npm.args[0], npm_node_execpath: npm.command } : {}
}

/** Runs npm quietly on its own Node. @returns as `capture` */
export function npm(args, options = {}) {
  const { command, args: first, shell } = findNpm()
  // Without the pinned Node on PATH: it may not be there yet, and npm's own is the one it was made for.
  return capture(command, [...first, ...args], { shell, env: { ...process.env }, ...options })
}

/** The one line of npm's output that says what went wrong. */
export function npmReason(stderr) {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/i, '').trim())
    .filter((line) => line !== '' && !/^(code|errno|syscall|A complete log|npm warn)/i.test(line))
  return lines[0] ?? 'npm gave no reason'
}
