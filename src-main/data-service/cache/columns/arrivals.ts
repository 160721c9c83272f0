import type { Prepare } from '../../sqlite/database.ts'
import type { Block } from '../blocks/blocks.ts'

/** Another text of an entry: `of` is the key of the one first received. */
export interface VersionLink {
  readonly of: number
  readonly key: number
}

/** What is known of an entry's arrival: that it was another text of a known one, and that it came late. Call what writes inside a transaction. */
export class Arrivals {
  constructor(private readonly prepare: Prepare) {}

  /** In the order of their keys. */
  get links(): VersionLink[] {
    return this.prepare('SELECT of, key FROM version ORDER BY key').all() as VersionLink[]
  }

  link({ of, key }: VersionLink): void {
    this.prepare('INSERT INTO version (of, key) VALUES (?, ?)').run(of, key)
  }

  /** Replaces every link. */
  relink(links: readonly VersionLink[]): void {
    this.prepare('DELETE FROM version').run()
    for (const link of links) this.link(link)
  }

  lateIn({ first, entries }: Block): number[] {
    const late = this.prepare('SELECT key FROM late WHERE key >= ? AND key < ?').pluck()
    return late.all(first, first + entries) as number[]
  }

  noteLate(key: number): void {
    this.prepare('INSERT INTO late (key) VALUES (?)').run(key)
  }
}
