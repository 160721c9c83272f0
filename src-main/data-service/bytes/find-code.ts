/*
 * `find(from, to, n)` as WebAssembly: where in the memory's bytes `[from, to)` the n bytes of a needle are found first, or -1. The needle
 * stands at 0, and at `masks` a bit for each of its bytes that is set before it is compared: the one by which a letter's cases differ, or
 * none. Sixteen places at a time are compared with the needle's first and last byte; where both are, the bytes between are.
 */

/** Most bytes of a needle. */
export const masks = 4096
const pages = 1

const unsigned = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)])
const section = (id: number, ...bytes: number[]): number[] => [id, ...unsigned(bytes.length), ...bytes]
const name = (text: string): number[] => [text.length, ...Buffer.from(text)]

const [i32, v128, none] = [0x7f, 0x7b, 0x40]
const [from, to, n, first, last, firstMask, lastMask, end, found, at, j] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const number = (value: -1 | 0 | 1 | 16): number[] => [0x41, value & 127]
const block = (...body: number[][]): number[] => [0x02, none, ...body.flat(), 0x0b]
const loop = (...body: number[][]): number[] => [0x03, none, ...body.flat(), 0x0b]
const then = (...body: number[][]): number[] => [0x04, none, ...body.flat(), 0x0b]
/** To the end of the block that is so many further out, or the beginning of the loop. */
const goTo = (depth: number): number[] => [0x0c, depth]
const goToIf = (depth: number): number[] => [0x0d, depth]
const [leave, unreachable, isZero, equal, greater, notLess, lowestBit, add, subtract, and, or] = [
  [0x0f], [0x00], [0x45], [0x46], [0x4a], [0x4e], [0x68], [0x6a], [0x6b], [0x71], [0x72],
] as const satisfies number[][] // prettier-ignore
const byte = (offset = 0): number[] => [0x2d, 0, ...unsigned(offset)]
const sixteen = [0xfd, 0x00, 0, 0]
const sixteenTimes = (offset = 0): number[] => [0xfd, 0x07, 0, ...unsigned(offset)]
const [eachEqual, allAnd, allOr, aBitEach] = [[0xfd, 0x23], [0xfd, 0x4e], [0xfd, 0x50], [0xfd, 0x64, ]] // prettier-ignore

const body = [
  // What begins after it would not end in time.
  [...get(to), ...get(n), ...subtract, ...set(to)],
  [...get(n), ...number(1), ...subtract, ...set(end)],
  [...number(0), ...sixteenTimes(), ...set(first)],
  [...number(0), ...sixteenTimes(masks), ...set(firstMask)],
  [...get(end), ...sixteenTimes(), ...set(last)],
  [...get(end), ...sixteenTimes(masks), ...set(lastMask)],
  loop(
    [...get(from), ...get(to), ...greater, ...then(number(-1), leave)],
    [...get(from), ...sixteen, ...get(firstMask), ...allOr, ...get(first), ...eachEqual],
    [...get(from), ...get(end), ...add, ...sixteen, ...get(lastMask), ...allOr, ...get(last), ...eachEqual],
    [...allAnd, ...aBitEach, ...set(found)],
    block(
      loop(
        [...get(found), ...isZero, ...goToIf(1)],
        [...get(from), ...get(found), ...lowestBit, ...add, ...set(at)],
        [...get(at), ...get(to), ...greater, ...then(number(-1), leave)],
        [...number(0), ...set(j)],
        loop(
          [...get(j), ...number(1), ...add, ...set(j)],
          [...get(j), ...get(end), ...notLess, ...then(get(at), leave)],
          [...get(at), ...get(j), ...add, ...byte(), ...get(j), ...byte(masks), ...or],
          [...get(j), ...byte(), ...equal, ...goToIf(0)],
        ),
        [...get(found), ...get(found), ...number(1), ...subtract, ...and, ...set(found)],
        goTo(0),
      ),
    ),
    [...get(from), ...number(16), ...add, ...set(from)],
    goTo(0),
  ),
  unreachable,
].flat()
const locals = [2, 4, v128, 4, i32]
const find = [...locals, ...body, 0x0b]

export const findCode = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, 1, 0x60, 3, i32, i32, i32, 1, i32),
  ...section(3, 1, 0),
  ...section(5, 1, 0, pages),
  ...section(7, 2, ...name('memory'), 2, 0, ...name('find'), 0, 0),
  ...section(10, 1, ...unsigned(find.length), ...find),
)
