import './hits.css'

/**
 * Marks stretches of texts on screen by the browser's own highlights: no element is made for them, so that they cost a row nothing and nothing of the log
 * becomes markup. `name` is one of those in hits.css; what was marked under it before is not any more.
 */
export function paintHits(name: 'hit' | 'hit-details', ranges: readonly AbstractRange[]): void {
  if (ranges.length === 0) CSS.highlights.delete(name)
  else CSS.highlights.set(name, new Highlight(...ranges))
}

/** A stretch of the texts of these nodes, one after the other, as ranges; what is beyond their end is left out. */
export function rangesIn(nodes: readonly Text[], from: number, to: number): readonly AbstractRange[] {
  const ranges: AbstractRange[] = []
  let start = 0
  for (const node of nodes) {
    const end = start + node.length
    const [first, last] = [Math.max(from, start), Math.min(to, end)]
    if (first < last)
      ranges.push(new StaticRange({ startContainer: node, startOffset: first - start, endContainer: node, endOffset: last - start }))
    start = end
  }
  return ranges
}
