import type { Log } from './log.ts'

/** A log for who comes before it: what is said meanwhile is written once it is there. */
export interface BufferedLog extends Log {
  /** From now on it is this one. */
  become(log: Log): void
}

export function bufferedLog(): BufferedLog {
  let real: Log | null = null
  const waiting: ((log: Log) => void)[] = []
  const say = (line: (log: Log) => void): void => {
    if (real) line(real)
    else waiting.push(line)
  }
  return {
    info: (...parts) => say((log) => log.info(...parts)),
    warn: (...parts) => say((log) => log.warn(...parts)),
    error: (...parts) => say((log) => log.error(...parts)),
    become(log) {
      real = log
      for (const line of waiting.splice(0)) line(log)
    },
  }
}
