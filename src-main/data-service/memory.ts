/**
 * Gives back to the system what a long piece of work has left behind: V8 by itself keeps it for the next. Some 20 ms, for when nobody
 * waits. The process is started so that it may ask for it (`data-host/process.ts`); elsewhere nothing happens.
 */
export function collectGarbage(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
