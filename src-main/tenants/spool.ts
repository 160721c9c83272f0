import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { forgetFile, makePrivateFolder } from '../files/files.ts'
import { asFileFailure } from '../files/obstacle.ts'
import type { SpoolFile } from '../sync/index.ts'

/** Writes what a source made to `tenants/<id>/fetched.part`, readable by its owner alone, until the data service has read it. */
export function spoolFiles(dataFolder: string): SpoolFile {
  return async (tenant) => {
    const folder = tenant === null ? dataFolder : join(dataFolder, 'tenants', tenant)
    const path = join(folder, 'fetched.part')
    const told = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work()
      } catch (thrown) {
        // What is written through a handle fails without a name.
        throw asFileFailure(thrown instanceof Error ? Object.assign(thrown, { path }) : thrown)
      }
    }
    const file = await told(async () => {
      makePrivateFolder(folder)
      forgetFile(path)
      return await open(path, 'wx', 0o600)
    })
    let isOpen = true
    const close = async (): Promise<void> => {
      if (isOpen) await file.close()
      isOpen = false
    }
    return {
      path,
      write: (piece) => told(() => file.writeFile(piece)),
      close: () => told(close),
      remove: async () => {
        await close().catch(() => undefined)
        forgetFile(path)
      },
    }
  }
}
