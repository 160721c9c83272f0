/** Of many, so few are wanted that each is put in its place when it is met. */
const fewWanted = 1024
/** Comparisons between two places where work may stop. */
const step = 8192

/** The first `wanted` of the numbers below `n`, in order. `compare` calls no two numbers equal. */
export function* firstSorted(n: number, wanted: number, compare: (a: number, b: number) => number): Generator<void, Uint32Array> {
  return wanted <= fewWanted && wanted < n / 4 ? yield* fewOf(n, wanted, compare) : yield* allOf(n, compare)
}

function* fewOf(n: number, wanted: number, compare: (a: number, b: number) => number): Generator<void, Uint32Array> {
  const found = new Uint32Array(wanted)
  let length = 0
  for (let each = 0; each < n; each++) {
    if (each % step === step - 1) yield
    if (length === wanted && (wanted === 0 || compare(each, found[wanted - 1] as number) > 0)) continue
    let [low, high] = [0, length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(found[middle] as number, each) < 0) low = middle + 1
      else high = middle
    }
    if (length < wanted) length++
    found.copyWithin(low + 1, low, length - 1)
    found[low] = each
  }
  return found
}

/** Merge sort, which can stop between two merges. */
function* allOf(n: number, compare: (a: number, b: number) => number): Generator<void, Uint32Array> {
  let from = Uint32Array.from({ length: n }, (_, i) => i)
  let to = new Uint32Array(n)
  let done = 0
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += width * 2) {
      const [middle, end] = [Math.min(n, start + width), Math.min(n, start + width * 2)]
      let [i, j] = [start, middle]
      for (let k = start; k < end; k++) {
        const takeLeft = i < middle && (j >= end || compare(from[i] as number, from[j] as number) <= 0)
        to[k] = (takeLeft ? from[i++] : from[j++]) as number
        if (++done % step === 0) yield
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}
