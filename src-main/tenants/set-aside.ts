import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeepPage } from '../sync/index.ts'

/** More files are not kept: a tenant that sends such pages would fill the disk. */
const mostKept = 20

/** Keeps pages under `tenants/<id>/set-aside`; `told` says where, or why not. */
export function keepPages(dataFolder: string, told: (line: string) => void): KeepPage {
  return (tenant, name, body) => {
    const folder = join(dataFolder, 'tenants', tenant, 'set-aside')
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const kept = readdirSync(folder)
      if (kept.length >= mostKept && !kept.includes(name))
        return told(`A page was set aside and not kept: ${folder} holds ${mostKept} already.`)
      writeFileSync(join(folder, name), body, { mode: 0o600 })
      told(`A page of which the data service ended twice was set aside as ${join(folder, name)}.`)
    } catch (error) {
      told(`A page was set aside and could not be kept: ${String(error)}`)
    }
  }
}
