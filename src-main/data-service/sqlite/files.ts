import { existsSync, statSync } from 'node:fs'
import { fail } from '@contract/errors.ts'
import { moveFile } from '../../files/files.ts'
import { inMemory } from './open.ts'

/** The file behind an open database. SQLite goes on writing to one that was deleted or moved away, and nobody would ever find it. */
export class OpenFile {
  private readonly opened: string | null

  constructor(private readonly path: string) {
    this.opened = this.found
  }

  private get found(): string | null {
    if (this.path === inMemory) return null
    const stat = statSync(this.path, { throwIfNoEntry: false })
    return stat ? `${stat.dev} ${stat.ino}` : 'gone'
  }

  /** With its log. */
  get bytes(): number {
    return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(this.path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0)
  }

  /** @throws AppFailure `storage` when the file is not in its place any more */
  check(): void {
    if (this.found === this.opened) return
    throw fail(
      'storage',
      'The data folder was deleted or moved while it was in use. What came since is not kept.',
      'Put it back in its place, or begin again with a new one.',
      this.path,
    )
  }
}

/** Where a damaged database goes. */
export const damagedPath = (path: string, now: number): string => `${path}.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}`

/** Moves a damaged database with its -wal and -shm out of the way; returns the new path of the main file. */
export function setAside(path: string, aside: string): string {
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) moveFile(path + suffix, aside + suffix)
  }
  return aside
}
