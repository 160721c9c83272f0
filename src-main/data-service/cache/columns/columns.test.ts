import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Columns, encodedEntries, idColumns, packColumns, unpackColumns, type EncodedEntries, type IdColumn } from './columns.ts'

const id = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 0xffffffff }))
interface Entry {
  readonly time: number
  readonly state: number
  readonly idHash: number
  readonly ids: Record<IdColumn, number>
}
const entry: fc.Arbitrary<Entry> = fc.record({
  time: fc.double({ noNaN: true, noDefaultInfinity: true }),
  state: fc.integer({ min: 0, max: 255 }),
  idHash: fc.integer({ min: 1, max: 0xffffffff }),
  ids: fc.record(Object.fromEntries(idColumns.map((name) => [name, id])) as Record<IdColumn, typeof id>),
})

function encoded(entries: readonly Entry[]): EncodedEntries {
  const into = encodedEntries(entries.length)
  entries.forEach(({ time, state, idHash, ids }, i) => {
    into.time[i] = time
    into.state[i] = state
    into.idHash[i] = idHash
    for (const name of idColumns) into.ids[name][i] = ids[name]
  })
  return into
}

const contents = (columns: Columns): Entry[] =>
  Array.from({ length: columns.length }, (_, key) => ({
    time: columns.time[key] as number,
    state: columns.state[key] as number,
    idHash: columns.idHash[key] as number,
    ids: Object.fromEntries(idColumns.map((name) => [name, columns.ids[name][key]])) as Record<IdColumn, number>,
  }))

describe('Columns', () => {
  it('gives back what was appended, however wide the ids grow', () => {
    fc.assert(
      fc.property(fc.array(fc.array(entry, { maxLength: 20 })), (batches) => {
        const columns = new Columns()
        for (const batch of batches) columns.append(encoded(batch))
        expect(contents(columns)).toEqual(batches.flat())
      }),
    )
  })

  it('packs and unpacks without loss', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 60 }), fc.nat(59), (entries, cut) => {
        const columns = new Columns()
        columns.append(encoded(entries))
        const middle = Math.min(cut, entries.length)
        const read = new Columns()
        unpackColumns(read, packColumns(columns, 0, middle), middle)
        unpackColumns(read, packColumns(columns, middle, entries.length), entries.length - middle)
        // Of which source they are is their block's to say.
        expect(contents(read)).toEqual(entries.map((each) => ({ ...each, ids: { ...each.ids, source: 0 } })))
      }),
    )
  })

  it('reads what was packed when an entry had one target, whatever stood there before', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 60 }), (entries) => {
        const one = entries.map((each) => ({ ...each, ids: { ...each.ids, targets: 0, source: 0 } }))
        const columns = new Columns()
        columns.append(encoded(one))
        // The sets of targets come last: a byte for their width, and one each.
        const packed = packColumns(columns, 0, one.length)
        const read = new Columns()
        read.append(encoded(entries))
        read.length = 0
        unpackColumns(read, packed.subarray(0, packed.length - 1 - one.length), one.length, 2)
        expect(contents(read)).toEqual(one)
      }),
    )
  })

  it('refuses a blob of the wrong length', () => {
    const columns = new Columns()
    columns.append(encoded(fc.sample(entry, 10)))
    const packed = packColumns(columns, 0, 10)
    expect(() => unpackColumns(new Columns(), packed.subarray(0, packed.length - 1), 10)).toThrow(RangeError)
    expect(() => unpackColumns(new Columns(), Buffer.concat([packed, Buffer.alloc(1)]), 10)).toThrow(RangeError)
  })
})
