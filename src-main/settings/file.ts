import { moveFile } from '../files/files.ts'

/** Moves a file that cannot be used out of the way, keeping it. @returns its new path. */
export function setUnreadableAside(path: string, now: Date = new Date()): string {
  const aside = `${path}.unreadable-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`
  moveFile(path, aside)
  return aside
}
