import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { viewFile, type ViewContent } from '@contract/casework.ts'
import { fail } from '@contract/errors.ts'
import type { TenantId } from '@contract/tenant.ts'
import { parse } from '@language/parse.ts'
import { writeFileWhole } from '../files/files-later.ts'
import type { TenantData } from '../tenants/tenant-data.ts'

/** Larger than any file of views that was written here. */
const mostBytes = 16_000_000

export interface ViewFilesOptions {
  readonly data: Pick<TenantData, 'call'>
  /** Asks a person; null when they think better of it. Paths never come from the window. */
  readonly chooseToSave: (suggested: string) => Promise<string | null>
  readonly chooseToOpen: () => Promise<string | null>
}

export interface ViewFiles {
  /** Writes all of a tenant's views; null when it was called off. */
  export(tenant: TenantId): Promise<{ file: string; views: number } | null>
  /** Adds the views of a file to a tenant's; null when it was called off. @throws AppFailure when the file is not one of views */
  import(tenant: TenantId): Promise<{ file: string; added: number[] } | null>
}

/** Saved views as a file that can be read and compared by a person: JSON, one member a line, always in the same order. */
export function createViewFiles({ data, chooseToSave, chooseToOpen }: ViewFilesOptions): ViewFiles {
  return {
    async export(tenant) {
      const { views } = await data.call('casework.overview', { tenant })
      const path = await chooseToSave('iam-audit-views.json')
      if (path === null) return null
      await writeFileWhole(path, viewFileText(views))
      return { file: basename(path), views: views.length }
    },
    async import(tenant) {
      const path = await chooseToOpen()
      if (path === null) return null
      const { size } = await stat(path)
      const views = viewsIn(size > mostBytes ? '' : await readFile(path, 'utf8'))
      const added = await data.call('view.add', { tenant, views })
      return { file: basename(path), added: added.map(({ id }) => id) }
    },
  }
}

export function viewFileText(views: readonly ViewContent[]): string {
  const content = views.map(({ name, query, order, sort, zone, columns, pinned }) => ({
    name,
    query,
    order,
    ...(sort && { sort }),
    zone,
    columns,
    pinned,
  }))
  return `${JSON.stringify({ format: 'iam-audit-desk-views', version: 1, views: content }, null, 2)}\n`
}

/** @throws AppFailure `invalid-request` with what is wrong and where */
export function viewsIn(text: string): ViewContent[] {
  const refuse = (details: string): Error =>
    fail('invalid-request', 'This file does not hold saved views.', 'Choose a file that was exported here.', details)
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw refuse('It is not JSON.')
  }
  const parsed = viewFile.safeParse(read)
  if (!parsed.success) throw refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  if (parsed.data.views.length === 0) throw refuse('There is no view in it.')
  for (const { name, query } of parsed.data.views) {
    const understood = parse(query)
    if (!understood.ok) throw refuse(`The query of “${name}”: ${understood.error.message}`)
  }
  return parsed.data.views
}
