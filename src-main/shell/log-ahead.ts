import type { Log } from './log.ts'

/** A log for who comes before it: what is said meanwhile is written once it is there. */
export interface LogAhead extends Log {
  /** From now on it is this one. */
  become(log: Log): void
}

export function logAhead(): LogAhead {
  let real: Log | null = null
  const waiting: ((log: Log) => void)[] = []
  const say = (line: (log: Log) => void): void => {
    if (real) line(real)
    else waiting.push(line)
  }
  return {
    info: (message) => say((log) => log.info(message)),
    warn: (message) => say((log) => log.warn(message)),
    error: (message, cause) => say((log) => log.error(message, cause)),
    become(log) {
      real = log
      for (const line of waiting.splice(0)) line(log)
    },
  }
}
