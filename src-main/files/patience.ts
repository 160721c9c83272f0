import { setTimeout as pause } from 'node:timers/promises'

/** What Windows answers while a scanner or an indexer has a file open, for moments; elsewhere it is soon told as what it is. */
const passing: readonly unknown[] = ['EPERM', 'EBUSY', 'EACCES']
/** ms; half a second in all, which nobody notices who is refused for good. */
const pausesMs = [5, 10, 20, 40, 80, 150, 200]

const mayPass = (thrown: unknown): boolean => passing.includes((thrown as { code?: unknown } | null)?.code)

/** Does it again while it is refused as a file in use is. @throws what the last attempt threw */
export function patiently<T>(work: () => T): T {
  for (const ms of pausesMs) {
    try {
      return work()
    } catch (thrown) {
      if (!mayPass(thrown)) throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    }
  }
  return work()
}

/** {@link patiently}, while others have their turn. */
export async function patientlyLater<T>(work: () => Promise<T>): Promise<T> {
  for (const ms of pausesMs) {
    try {
      return await work()
    } catch (thrown) {
      if (!mayPass(thrown)) throw thrown
      await pause(ms)
    }
  }
  return await work()
}
