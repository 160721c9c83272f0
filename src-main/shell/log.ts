import { existsSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node'
import { makePrivateFolder, moveFile } from '../files/files.ts'
import type { Redactor } from './redact.ts'

export interface Log {
  /** A sentence of ours; what comes from outside is a part of its own, so that it is looked at more closely. */
  info(message: string, outside?: unknown): void
  warn(message: string, outside?: unknown): void
  error(message: string, cause?: unknown): void
}

const maxBytes = 1_000_000
const archives = 3

/** The log file `logs/main.log` in the data folder: rotated, private to its owner, without tokens and email addresses. */
export function openLog(dataFolder: string, redactor: Redactor, toConsole: boolean): Log {
  const folder = join(dataFolder, 'logs')
  makePrivateFolder(folder)
  const logger = electronLog.create({ logId: 'main' })
  const { file, console } = logger.transports
  file.resolvePathFn = () => join(folder, 'main.log')
  file.level = 'info'
  file.maxSize = maxBytes
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.archiveLogFn = () => rotate(folder)
  console.level = toConsole ? 'info' : false
  // Every transport gets the redacted text: one hook, so that none can be forgotten.
  logger.hooks.push((message) => ({ ...message, data: redactor.forLog(message.data) }))
  return {
    info: (...parts) => logger.info(...parts),
    warn: (...parts) => logger.warn(...parts),
    error: (...parts) => logger.error(...parts),
  }
}

/** main.log → main.1.log → main.2.log → main.3.log → gone. A file that is in use stays, and is rotated later. */
export function rotate(folder: string): void {
  const name = (index: number): string => join(folder, index === 0 ? 'main.log' : `main.${index}.log`)
  try {
    for (let index = archives - 1; index >= 0; index--) if (existsSync(name(index))) moveFile(name(index), name(index + 1))
  } catch {
    // A log that cannot be rotated is still written.
  }
}
