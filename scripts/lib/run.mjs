import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { Stop } from './stop.mjs'
import { modules, pinnedNode, readJson, root } from './paths.mjs'

/** The environment of everything started here: the pinned Node and the packages' commands come first. */
export function childEnvironment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':'
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...process.env, [key]: [dirname(pinnedNode), join(modules, '.bin'), process.env[key] ?? ''].join(separator), ...extra }
}

/** 0–255, as a shell reports it: a child ended by a signal counts as 128 + its number. */
export function exitCodeOf(code, signal) {
  return code ?? (signal ? 128 + (constants.signals[signal] ?? 0) : 1)
}

/**
 * Starts a program on this terminal and waits. Ctrl-C and kill reach it, so nothing is left behind.
 * @returns its exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: childEnvironment(), ...options })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const forward = (signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    const settle = () => signals.forEach((signal) => process.off(signal, forward))
    child.on('error', (error) => {
      settle()
      reject(new Stop(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      settle()
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * Runs a program quietly.
 * @param options spawn's, and `limit`: ms after which it is ended
 * @returns `{ code, stdout, stderr, timedOut }`; a program that is not there has code 127
 */
export function capture(command, args, { limit, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: childEnvironment(), ...options })
    let stdout = ''
    let stderr = ''
    let timedOut = false
    const timer = limit
      ? setTimeout(() => {
          timedOut = true
          child.kill('SIGKILL')
        }, limit)
      : undefined
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const settle = (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr, timedOut })
    }
    child.on('error', () => settle(127))
    child.on('close', (code, signal) => settle(exitCodeOf(code, signal)))
  })
}

/** A development tool by its package name, as `[node, script, …]` that runs it on the pinned Node on every system. */
export function tool(name, ...args) {
  const manifest = readJson(join(modules, name, 'package.json'))
  const bin =
    typeof manifest?.bin === 'string' ? manifest.bin : (manifest?.bin?.[name.split('/').at(-1)] ?? Object.values(manifest?.bin ?? {})[0])
  if (!bin) throw new Stop(`The package ${name} is not installed: delete node_modules and run "npm run setup".`)
  return [pinnedNode, join(modules, name, bin), ...args]
}

/** Runs a development tool on this terminal. @returns its exit code */
export function runTool(name, args = [], options = {}) {
  const [command, ...rest] = tool(name, ...args)
  return run(command, rest, options)
}
