import type { KeptAnswer } from '@contract/log.ts'
import { fingerprint as answerShape } from '@contract/log.ts?fingerprint=queryAnswer'
import type { Prepare } from '../sqlite/database.ts'
import { openToRead } from '../sqlite/open.ts'
import { sealOf } from '../sqlite/seals.ts'
import { cacheDatabase } from './schema.ts'

/**
 * The question that a window begins with, and the answer to it while nothing has changed of what it was made of: the first rows of a
 * cache that need no columns. Casework is another database, and told by a stamp: what is kept with another one does not count. Nor does what
 * another version of the application kept, or a build whose answers have another shape.
 */
export class FirstAnswer {
  constructor(private readonly prepare: Prepare) {}

  /** Null while no window has asked anything. */
  get question(): string | null {
    return (this.prepare('SELECT request FROM first_answer').pluck().get() as string | undefined) ?? null
  }

  /** From now on this question is the first. */
  ask(request: string): void {
    if (request !== this.question) this.prepare('INSERT OR REPLACE INTO first_answer (one, request) VALUES (1, ?)').run(request)
  }

  isKept(casework: string): boolean {
    return this.prepare(`SELECT 1 ${kept}`).get(answerShape, casework) !== undefined
  }

  keep(answer: string, casework: string): void {
    const seal = sealOf(this.question, answerShape, casework, answer)
    this.prepare('UPDATE first_answer SET answer = ?, layout = ?, casework = ?, seal = ?').run(answer, answerShape, casework, seal)
  }

  forget(): void {
    this.prepare('UPDATE first_answer SET answer = NULL').run()
  }
}

const kept = 'FROM first_answer WHERE answer IS NOT NULL AND layout = ? AND casework = ?'

/** What is kept in a cache that is not open; null when nothing is, when it is damaged, and when the file is not as this version leaves it. */
export function readKept(path: string, casework: string): KeptAnswer | null {
  return openToRead(path, cacheDatabase, (db) => {
    const found = db.prepare(`SELECT request, answer, seal ${kept}`).get(answerShape, casework) as
      (KeptAnswer & { seal: number }) | undefined
    if (found?.seal !== sealOf(found?.request ?? null, answerShape, casework, found?.answer ?? null)) return null
    return { request: found.request, answer: found.answer }
  })
}
