/** The part of Electron's `UtilityProcess` that is used. */
export interface ElectronChild {
  readonly pid: number | undefined
  kill(): boolean
  on(event: 'error', listener: (type: string, location: string) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  once(event: 'spawn', listener: () => void): unknown
}

/**
 * Ends a process of Electron's own, also one that is not there yet: `kill` does nothing until it has been spawned.
 */
export function endChild(child: ElectronChild): void {
  if (child.pid === undefined) child.once('spawn', () => void child.kill())
  else child.kill()
}

/**
 * Tells how a process of Electron's own ended. V8's last words come as an `error`, which would be thrown in main if nobody listened, and its
 * end follows. Only their place is told: the report that comes with them holds the environment.
 */
export function onChildEnd(child: ElectronChild, listener: (reason: string) => void): void {
  let lastWords = ''
  child.on('error', (type, location) => (lastWords = `${type} in V8 at ${location}, `))
  child.once('exit', (code) => listener(`${lastWords}exit code ${code}`))
}
