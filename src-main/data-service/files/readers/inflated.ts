import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { about, inflatesTooMuch, mostInflated } from './failures.ts'

export const isGzip = (beginning: Buffer): boolean => beginning[0] === 0x1f && beginning[1] === 0x8b

const pieceBytes = 1024 * 1024

/** What a gzip file packs. Fails with `file-broken` where it is cut off, with `file-too-large` where it is made to fill memory. */
export async function* inflated(name: string, packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let [taken, given] = [0, 0]
  const gunzip = createGunzip({ chunkSize: pieceBytes })
  const source = Readable.from(counted(), { objectMode: false })
  source.once('error', (error) => gunzip.destroy(error))
  async function* counted(): AsyncIterable<Buffer> {
    for await (const piece of packed) {
      taken += piece.length
      yield piece
    }
  }
  try {
    for await (const piece of source.pipe(gunzip)) {
      given += (piece as Buffer).length
      if (isBomb(taken, given)) throw inflatesTooMuch(name)
      yield piece as Buffer
    }
  } catch (thrown) {
    throw about(name, thrown)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

/** Whether so many bytes came out of so few. */
export const isBomb = (taken: number, given: number): boolean => given > mostInflated.from && given > taken * mostInflated.times
