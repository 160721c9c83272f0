import { linkSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { copyFile, forgetFile, moveFile, removeFile, syncFolder, writeFileWhole } from '../../files/files.ts'
import { asExportFailure, nameTaken } from './failure.ts'
import { manifestPath, namesOf, partOf } from './names.ts'

/** A file whose bytes are whole, on the disk and read back, beside the place where it will be. */
export interface Finished {
  readonly path: string
  /** Whether it may take the place of a file of its name. */
  readonly overwrite: boolean
}

const journalOf = (path: string): string => `${path}.part-journal`
/** A second name of what is replaced, until all of it is. */
const oldOf = (path: string): string => `${path}.part-old`

/** What is being renamed and removed, by name: whoever finds it knows what a killed process had done of it. */
const journal = z.object({ files: z.array(z.string()), stale: z.array(z.string()) })

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** Refuses a name that is taken, but by a file that may be replaced. @throws AppFailure `name-taken` */
export function claim({ path, overwrite }: Finished): void {
  if (isThere(path) && !(overwrite && statSync(path, { throwIfNoEntry: false })?.isFile())) throw nameTaken(path)
}

/**
 * Gives all files of an export their names, or none: the renames follow each other with nothing between them, a failure takes those that were
 * done back, and after a kill {@link recoverExport} ends what was begun. The manifest goes first and comes last: no two names can be changed in one
 * step, and a new file beside an old manifest would look forged, where one without a manifest claims nothing. `stale` are parts of an earlier export that this one does not have.
 * Every failure is an `AppFailure`. See docs/decisions/exports.md, 140.
 */
export function publish(base: string, files: readonly Finished[], stale: readonly string[]): void {
  const replaced = [...new Set([...files.map(({ path }) => path), manifestPath(base)])].filter(isThere)
  let done = 0
  try {
    for (const file of files) claim(file)
    writeFileWhole(
      journalOf(base),
      JSON.stringify({ files: files.map(({ path }) => basename(path)), stale: stale.map((path) => basename(path)) }),
    )
    for (const path of replaced) keepOld(path)
    try {
      forgetFile(manifestPath(base))
      for (const { path } of files) {
        moveFile(partOf(path), path)
        done++
      }
    } catch (error) {
      for (const { path } of files.slice(0, done)) takeBack(path)
      returnManifest(base)
      throw error
    }
    for (const path of stale) forgetFile(path)
    syncFolder(dirname(base))
  } catch (error) {
    throw asExportFailure(error, files[done]?.path ?? base)
  } finally {
    for (const path of replaced) forgetFile(oldOf(path))
    forgetFile(journalOf(base))
  }
}

/** A second name of what is about to be replaced; a copy where the file system has no links. */
function keepOld(path: string): void {
  forgetFile(oldOf(path))
  try {
    linkSync(path, oldOf(path))
  } catch {
    copyFile(path, oldOf(path))
  }
}

function takeBack(path: string): void {
  if (isThere(oldOf(path))) moveFile(oldOf(path), path)
  else removeFile(path)
}

/** The earlier manifest gets its name back, if it lost it. */
function returnManifest(base: string): void {
  const manifest = manifestPath(base)
  if (!isThere(manifest) && isThere(oldOf(manifest))) moveFile(oldOf(manifest), manifest)
}

/**
 * Ends what a killed export to this path had begun: where none of its files has its name yet all are removed, where some have, the others get
 * theirs. Nothing of it is left beside them. Never fails: the drive may be gone, and whoever keeps the path asks again.
 * @param until what was changed later, ms, is another export's, which may be under way
 */
export function recoverExport(base: string, until = Infinity): void {
  const folder = dirname(base)
  const left = leftOf(base)
  if (left.length === 0 || left.some((path) => isYoungerThan(path, until))) return
  try {
    const names = new Set(namesOf(base).map((path) => basename(path)))
    const { files, stale } = journal.parse(JSON.parse(readFileSync(journalOf(base), 'utf8')))
    // Anybody may have written it: it speaks of this export's own names only.
    const own = (all: readonly string[]): string[] => all.filter((name) => names.has(name)).map((name) => join(folder, name))
    const unnamed = own(files).filter((path) => isThere(partOf(path)))
    if (unnamed.length < files.length) {
      for (const path of unnamed) moveFile(partOf(path), path)
      for (const path of own(stale)) forgetFile(path)
    } else returnManifest(base)
  } catch {
    // No journal: no file had got its name. Or the drive is gone, with all that was on it.
  }
  for (const path of left) forgetFile(path)
}

/** What is there of an export that did not come to its end; nothing where the folder cannot be read. */
function leftOf(base: string): string[] {
  const folder = dirname(base)
  const wanted = new Set(
    [...[...namesOf(base), journalOf(base)].flatMap((path) => [partOf(path), oldOf(path)]), journalOf(base)].map((path) => basename(path)),
  )
  try {
    return readdirSync(folder)
      .filter((name) => wanted.has(name))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

function isYoungerThan(path: string, time: number): boolean {
  try {
    return lstatSync(path).mtimeMs > time
  } catch {
    return false
  }
}
