import { spawn } from 'node:child_process'
import { hasDisplay } from './libraries.mjs'
import { say, Stop } from './stop.mjs'

const screen = '1600x1000x24'
const startLimit = 15_000

/**
 * Calls `use` with what must be added to the environment of a program that opens windows: nothing where there is a display,
 * else the address of a virtual one that lives as long as the call.
 */
export async function onDisplay(use) {
  if (hasDisplay()) return use({})
  const server = await startServer()
  say(`No display here: using a virtual one (${server.address}).`)
  const end = () => server.process.kill()
  process.on('exit', end)
  try {
    return await use({ DISPLAY: server.address })
  } finally {
    process.off('exit', end)
    end()
  }
}

/** Xvfb chooses a free number itself and tells it once it accepts connections (-displayfd). */
function startServer() {
  return new Promise((resolve, reject) => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      // Ctrl-C is for the application: the display has to outlive it.
      detached: true,
    })
    const fail = (why) => {
      child.kill()
      reject(new Stop(`The virtual display could not be started: ${why}.`))
    }
    const timer = setTimeout(() => fail(`Xvfb did not answer in ${startLimit / 1000} seconds`), startLimit)
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code) => fail(`Xvfb ended with code ${code}`))
    let text = ''
    child.stdio[3].on('data', (chunk) => {
      text += chunk
      if (!text.includes('\n')) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.stdio[3].destroy()
      child.unref()
      resolve({ process: child, address: `:${text.trim()}` })
    })
  })
}
