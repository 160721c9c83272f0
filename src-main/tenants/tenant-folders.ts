import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText, removeFile, writeFileWhole } from '../files/files.ts'
import { checkedText, readChecked } from '../settings/checked.ts'

/**
 * Each tenant's folder says whose it is (`tenant.json`): should the settings file be lost, its bookmarks and its cache are
 * found again instead of lying there under a name that nothing knows (docs/decisions/storage.md, 57).
 */
export interface TenantFolders {
  /** What the folders say, unchecked. */
  read(): readonly unknown[]
  /** @throws the file system's error */
  write(id: string, tenant: object): void
  /** Takes the file away, and the folder when nothing else is in it. */
  forget(id: string): void
}

const name = 'tenant.json'

/** @param dataFolder holds `tenants/<id>/`, where the data service keeps each tenant's databases */
export function tenantFolders(dataFolder: string): TenantFolders {
  const root = join(dataFolder, 'tenants')
  return {
    read: () => ids(root).map((id) => readJson(join(root, id, name))),
    write(id, tenant) {
      mkdirSync(join(root, id), { recursive: true, mode: 0o700 })
      writeFileWhole(join(root, id, name), checkedText(tenant))
    },
    forget(id) {
      removeFile(join(root, id, name))
      try {
        rmdirSync(join(root, id))
      } catch {
        // Something else is in it, or it is gone.
      }
    },
  }
}

function ids(root: string): string[] {
  try {
    return readdirSync(root)
  } catch {
    return []
  }
}

/** Null for a file that is not there, and for one that is not as it was written. */
function readJson(path: string): unknown {
  try {
    return readChecked(readText(path))
  } catch {
    return null
  }
}
