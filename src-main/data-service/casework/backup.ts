import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { backup as backupShape, type Backup } from '@contract/casework.ts'
import { fail } from '@contract/errors.ts'
import { dayMs } from '@contract/time-units.ts'
import { copyFile, forgetFile, makeFilePrivate, moveFile, removeFile, syncFile, syncFolder } from '../../files/files.ts'
import type { Db } from '../sqlite/database.ts'
import { isSound } from './integrity-check.ts'
import { caseworkDatabase } from './schema.ts'

/** Backups kept of each reason; the oldest go first. */
const kept: Readonly<Record<Backup['reason'], number>> = { daily: 14, migration: 5, restore: 5 }

const folderOf = (folder: string): string => join(folder, 'casework-backups')
const stampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
const pathOf = (folder: string, name: string): string => join(folderOf(folder), name)

/** A tenant's backups of its casework, newest first. */
export function listBackups(folder: string): Backup[] {
  return backupNames(folder)
    .flatMap((name) => {
      const [, y, mo, d, h, mi, s, reason] = /^casework-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\w+)\.db$/.exec(name) ?? []
      const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
      const read = backupShape.safeParse({ name, at, reason, bytes: statSync(pathOf(folder, name), { throwIfNoEntry: false })?.size })
      return read.success ? [read.data] : []
    })
    .sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
}

/** None where the folder is none, or cannot be read: the backup that is made next says so. */
function backupNames(folder: string): string[] {
  try {
    return readdirSync(folderOf(folder))
  } catch {
    return []
  }
}

/** Makes the folder for backups and clears what a killed one left; call before any other of these functions. */
export function prepareBackups(folder: string): void {
  mkdirSync(folderOf(folder), { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folderOf(folder))) if (name.endsWith('.part')) forgetFile(pathOf(folder, name))
}

/** Whether a person ever made anything: an empty file is not worth a backup. */
function hasContent(db: Db): boolean {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('meta')").pluck().all() as string[]
  return tables.some((name) => db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() !== undefined)
}

/** Which backups a new one takes the place of, and which stays whatever its age. */
export interface Rotation {
  readonly replaced?: readonly Backup[]
  /** The name of the one that somebody goes back to: it is not removed under their hands. */
  readonly spared?: string | null
}

/**
 * Copies the open database beside the others: whole, checked, on the disk, and only then under its name, in the place of
 * those it replaces. Nothing is made of a database with nothing in it.
 */
export function backUp(
  db: Db,
  folder: string,
  reason: Backup['reason'],
  now: number,
  { replaced = [], spared = null }: Rotation = {},
): void {
  if (!hasContent(db)) return
  const name = freeName(folder, reason, now)
  const part = pathOf(folder, `${name}.part`)
  removeFile(part)
  try {
    db.prepare('VACUUM INTO ?').run(part)
    if (!isSoundFile(part))
      throw fail('casework-corrupt', 'The casework could not be backed up: it is damaged.', 'Restart the application.')
    makeFilePrivate(part)
    syncFile(part)
    moveFile(part, pathOf(folder, name))
    syncFolder(folderOf(folder))
  } catch (error) {
    forgetFile(part)
    throw error
  }
  const own = listBackups(folder).filter((each) => each.reason === reason && !replaced.some((old) => old.name === each.name))
  const old = [...replaced, ...own.slice(kept[reason])].filter(({ name }) => name !== spared)
  for (const { name } of old) forgetFile(pathOf(folder, name))
}

/** Names go by the second; a second one in it must not take the place of the first. */
function freeName(folder: string, reason: Backup['reason'], now: number): string {
  const name = `casework-${stampOf(now)}-${reason}.db`
  return existsSync(pathOf(folder, name)) ? freeName(folder, reason, now + 1000) : name
}

/** Backs up unless there is a backup of this day (UTC). `renew` replaces the day's. */
export function backUpDaily(db: Db, folder: string, now: number, renew: boolean, spared: string | null): void {
  const ofToday = listBackups(folder).filter(({ at, reason }) => reason === 'daily' && Math.floor(at / dayMs) === Math.floor(now / dayMs))
  if (ofToday.length > 0 && !renew) return
  backUp(db, folder, 'daily', now, { replaced: ofToday, spared })
}

/** Puts a copy of a backup in the database's place, which must be free and closed. False when the backup itself is damaged. */
export function putBack(folder: string, name: string, path: string): boolean {
  if (!isSoundFile(pathOf(folder, name))) return false
  const part = `${path}.part`
  copyFile(pathOf(folder, name), part)
  moveFile(part, path)
  syncFolder(dirname(path))
  return true
}

/** The full check, of a file nobody has open. */
function isSoundFile(path: string): boolean {
  let db: Db | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    const version = Number(db.pragma('user_version', { simple: true }))
    return version <= (caseworkDatabase.migrations.at(-1)?.version ?? 0) && isSound(db)
  } catch {
    // Not a database, or one that SQLite gives up on: either way not sound.
    return false
  } finally {
    db?.close()
  }
}
