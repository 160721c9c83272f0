import { randomUUID } from 'node:crypto'
import type { Prepare } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import { compress, expand } from '../blocks/raw-block.ts'
import { readsWhole } from '../derived.ts'

/** Bytes that are packed and written in one go. */
const partBytes = 2 * 1024 * 1024
/** The part that is written last, and without which there are none. */
const headPart = 0

export interface ReplayPartsPorts {
  readonly prepare: Prepare
  readonly saving: (work: () => void) => void
}

/** What was played of a log, as bytes in parts: whole, or not there. It may be deleted. */
export class ReplayParts {
  constructor(private readonly ports: ReplayPartsPorts) {}

  /** Null where there is nothing, or not all of it, or damage. */
  read(): Buffer | null {
    const rows = this.ports.prepare('SELECT part, bytes, seal FROM replay ORDER BY part').raw().all() as [number, Buffer, number][]
    const [head, ...parts] = rows
    let whole: Buffer | null = null
    readsWhole(() => {
      if (head?.[0] !== headPart) return
      const { id, codec, length, count } = JSON.parse(head[1].toString()) as { id: string; codec: number; length: number; count: number }
      if (head[2] !== sealOf(headPart, head[1]) || parts.length !== count) return
      const bytes = Buffer.allocUnsafe(length)
      let at = 0
      for (const [part, packed, seal] of parts) {
        if (seal !== sealOf(part, id, packed)) return
        at += expand(codec, packed, partBytes + 1024).copy(bytes, at)
      }
      if (at === length) whole = bytes
    })
    return whole
  }

  /** Writes parts of what it is, one after the other: the work may stop in between, and what was there before is gone. */
  *write(pieces: readonly Uint8Array[]): Generator<void, void> {
    const { prepare, saving } = this.ports
    const insert = (part: number, bytes: Buffer, seal: number): void =>
      void prepare('INSERT OR REPLACE INTO replay (part, bytes, seal) VALUES (?, ?, ?)').run(part, bytes, seal)
    const [id, length] = [randomUUID(), pieces.reduce((sum, each) => sum + each.length, 0)]
    saving(() => this.forget())
    let [codec, count] = [0, 0]
    for (const bytes of cut(pieces)) {
      const { codec: by, packed } = compress(bytes)
      const part = ++count
      codec = by
      saving(() => insert(part, packed, sealOf(part, id, packed)))
      yield
    }
    const head = Buffer.from(JSON.stringify({ id, codec, length, count }))
    saving(() => insert(headPart, head, sealOf(headPart, head)))
  }

  /** Call inside a transaction. */
  forget(): void {
    this.ports.prepare('DELETE FROM replay').run()
  }
}

/** As one text of bytes, cut where a part is full. */
function* cut(pieces: readonly Uint8Array[]): Generator<Buffer, void> {
  let waiting: Uint8Array[] = []
  let length = 0
  for (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      const take = Math.min(piece.length - from, partBytes - length)
      waiting.push(piece.subarray(from, from + take))
      from += take
      length += take
      if (length < partBytes) continue
      yield Buffer.concat(waiting)
      waiting = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(waiting)
}
