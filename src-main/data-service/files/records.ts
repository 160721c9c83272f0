import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '@contract/errors.ts'
import { tokensOf } from '../../connector/pointer.ts'
import { splitterOf } from './beginning.ts'
import { Decoding } from './readers/decoding.ts'
import { about } from './readers/failures.ts'
import type { RecordBatch } from './readers/record-batch.ts'
import type { FileReading } from './reading.ts'

/** All records of a file, as many at a time as stand in one piece of it. Throws what is wrong with the file, in its name; `cancelled`. */
export async function* recordsOf({ beginning, recognised }: FileReading, signal: AbortSignal): AsyncGenerator<RecordBatch, void> {
  const { input, encoding, shape } = beginning
  const decoding = new Decoding(encoding)
  const splitter = splitterOf(shape, tokensOf(recognised.list))
  try {
    for await (const piece of input.read()) {
      if (signal.aborted) throw cancelled()
      const batch = splitter.push(decoding.push(piece))
      if (batch) yield batch
      await nextTurn()
    }
    for (const last of [splitter.push(decoding.end()), splitter.end()]) if (last) yield last
  } catch (thrown) {
    throw about(input.name, thrown)
  }
}

export const cancelled = (): Error => fail('cancelled', 'The import was called off: nothing of it was kept.')
