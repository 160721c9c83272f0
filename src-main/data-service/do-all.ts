/** Does each, also when one before it threw. @throws what the first threw, once all were done */
export function doAll(works: readonly (() => void)[]): void {
  const thrown: unknown[] = []
  for (const work of works) {
    try {
      work()
    } catch (error) {
      thrown.push(error)
    }
  }
  if (thrown.length > 0) throw thrown[0]
}
