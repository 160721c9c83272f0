import { basename } from 'node:path'
import type { Answer, Params } from '@contract/api.ts'
import { fail } from '@contract/errors.ts'
import type { Picked, PickedKind } from '@contract/import.ts'
import type { TenantId } from '@contract/tenant.ts'
import { dayMs } from '@contract/time-units.ts'
import { writeFileWhole } from '../files/files.ts'
import type { TenantData } from '../tenants/tenant-data.ts'
import { withNewTenant } from '../tenants/first-import.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { badRowsText } from './bad-rows.ts'

export interface Imports {
  choose(what: PickedKind): Promise<Picked | null>
  /** Files that were dropped on the window: their paths come from the preload script, not from the page. */
  take(paths: readonly string[]): Picked
  look(asked: Params<'import.look'>, signal: AbortSignal): Promise<Answer<'import.look'>>
  preview(asked: Params<'import.preview'>, signal: AbortSignal): Promise<Answer<'import.preview'>>
  run(asked: Params<'import.run'>, signal: AbortSignal): Promise<Answer<'import.run'>>
  /** The first of the picked files as a table of users and roles, and compared with the state. */
  lookAtTable(asked: Params<'reconcile.look'>): Promise<Answer<'reconcile.look'>>
  reconcile(asked: Params<'reconcile.run'>, signal: AbortSignal): Promise<Answer<'reconcile.run'>>
  saveBad(tenant: TenantId, id: number): Promise<boolean>
  saveDefinition(definition: Params<'import.saveDefinition'>['definition']): Promise<boolean>
}

export interface ImportsPorts {
  readonly data: Pick<TenantData, 'call' | 'erase'>
  readonly tenants: Tenants
  /** The system's own dialog; empty when it was left. */
  readonly chooseFiles: (what: PickedKind) => Promise<readonly string[]>
  readonly chooseToSave: (name: string, type: { name: string; extensions: string[] }) => Promise<string | null>
  /** The list of tenants is another one. */
  readonly onList: () => void
  readonly zone: string
}

/** An import takes as long as it takes. */
const patienceMs = dayMs
/** Picks whose paths are remembered. */
const mostPicks = 20
const mostNames = 100

/** Imports for the window. Paths come from the system's dialog and from what was dropped, never from the page. */
export function createImports({ data, tenants, chooseFiles, chooseToSave, onList, zone }: ImportsPorts): Imports {
  const picks = new Map<number, readonly string[]>()
  let next = 0

  function take(paths: readonly string[]): Picked {
    const pick = next++
    picks.set(pick, paths)
    const [oldest] = picks.keys()
    if (picks.size > mostPicks && oldest !== undefined) picks.delete(oldest)
    return { pick, names: paths.slice(0, mostNames).map((path) => basename(path)), files: paths.length }
  }

  function pickedAs(pick: number): readonly string[] {
    const paths = picks.get(pick)
    if (!paths) throw fail('not-found', 'These files were picked too long ago.', 'Choose or drop them again.')
    return paths
  }
  const pathsOf = <T extends { readonly pick: number }>({ pick, ...rest }: T): Omit<T, 'pick'> & { paths: string[] } => ({
    ...rest,
    paths: [...pickedAs(pick)],
  })

  const onePathOf = <T extends { readonly pick: number }>({ pick, ...rest }: T): Omit<T, 'pick'> & { path: string } => ({
    ...rest,
    path: pickedAs(pick)[0] ?? '',
  })

  return {
    async choose(what) {
      const paths = await chooseFiles(what)
      return paths.length === 0 ? null : take(paths)
    },
    take,
    look: (asked, signal) => data.call('files.look', pathsOf(asked), { signal, timeoutMs: patienceMs }),
    preview: (asked, signal) => data.call('files.preview', pathsOf(asked), { signal, timeoutMs: patienceMs }),
    async run({ tenant, name, ...asked }, signal) {
      const read = pathsOf(asked)
      if (tenant !== null) return { tenant, record: await runInto(tenant) }
      const connector = asked.source ?? (await recognised())
      const made = { url: '', name: name || 'Imported files', connector, zone: asked.zone ?? zone, demo: false }
      try {
        return await withNewTenant({ tenants, data }, made, async ({ id }) => ({ tenant: id, record: await runInto(id) }))
      } finally {
        onList()
      }

      async function runInto(into: TenantId) {
        return await data.call('files.import', { ...read, tenant: into }, { signal, timeoutMs: patienceMs })
      }
      async function recognised() {
        const { best } = await data.call('files.look', read, { signal, timeoutMs: patienceMs })
        if (!best) throw fail('file-unknown', 'Nothing recognises these files.', 'Say which column is the time and which the action.')
        return best.definition ?? best.source
      }
    },
    lookAtTable: (asked) => data.call('files.table', onePathOf(asked), { timeoutMs: patienceMs }),
    reconcile: (asked, signal) => data.call('files.reconcile', onePathOf(asked), { signal, timeoutMs: patienceMs }),
    async saveBad(tenant, id) {
      const path = await chooseToSave(`import-${id}-not-read.ndjson`, { name: 'NDJSON', extensions: ['ndjson'] })
      if (path === null) return false
      writeFileWhole(path, await badRowsText((asked) => data.call('import.bad', { tenant, id, ...asked })))
      return true
    },
    async saveDefinition(definition) {
      const path = await chooseToSave(`${definition.name}.json`, { name: 'JSON', extensions: ['json'] })
      if (path === null) return false
      writeFileWhole(path, `${JSON.stringify(definition, null, 2)}\n`)
      return true
    },
  }
}
