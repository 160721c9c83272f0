import { percentile } from '../../scripts/bench/numbers.mjs'

/** A line of the benchmark's table: times in ms unless the work says otherwise; rates of exports are MB/s of what was written. */
export interface BenchLine {
  readonly work: string
  readonly p50: number
  readonly p95?: number
  readonly target?: string
  readonly peer?: string
  readonly peerP50?: number
  /** More is better: the ratio is ours to the peer's. */
  readonly rate?: boolean
}

/** Ms. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export function spread(times: readonly number[]): { p50: number; p95: number } {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

/** Two engines that answer differently are no peers: one of them is wrong. */
export function expectEqual(ours: unknown, theirs: unknown, peer: string, question: unknown): void {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)]
  if (a !== b) throw new Error(`For ${JSON.stringify(question)} we say ${a}, ${peer} says ${b}`)
}
