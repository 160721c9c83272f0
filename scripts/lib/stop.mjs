import { constants } from 'node:os'

/** A failure a person can act on: its message is one sentence (or one sentence and a command). */
export class Stop extends Error {}

/** Progress of the set-up. Goes to stderr: stdout belongs to what a script was asked to print. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Runs a script's main function; a failure becomes one line and exit code 1, anything unforeseen keeps its stack. */
export async function runScript(main) {
  endOnSignal()
  try {
    const code = await main()
    process.exitCode = code ?? 0
  } catch (error) {
    say(error instanceof Stop ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  }
}

/** A signal ends the process through its exit handlers, which stop what was started, unless someone else handles it now. */
function endOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    if (process.listenerCount(signal) > 0) continue
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
    })
  }
}
