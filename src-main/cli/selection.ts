import type { ExportSource } from '@contract/export.ts'
import type { Filter } from '@contract/filter.ts'
import type { Tenant } from '@contract/tenant.ts'
import { bookmarkedWhere } from '@language/edit.ts'
import { filterOf, type OpenDataFolder } from './data-folder.ts'
import { UsageFailure } from './exit-code.ts'

/** What of a tenant is exported: what matches a filter, or bookmarks. Each of the last three means bookmarks. */
export interface SelectionOptions {
  readonly filter?: string
  readonly bookmarks?: boolean
  /** A case's title or number, or `none`. */
  readonly case?: string
  readonly tag?: string
  readonly text?: string
}

export interface CliSelection {
  readonly source: ExportSource
  readonly filter: Filter
}

/** Checks what can be checked before a folder is opened; the answer looks the case up. */
export function chosenBy(options: SelectionOptions): (folder: OpenDataFolder, tenant: Tenant) => Promise<CliSelection> {
  const { filter, tag, text = '' } = options
  const ofBookmarks = options.bookmarks === true || [options.case, tag, options.text].some((each) => each !== undefined)
  if (filter === undefined && !ofBookmarks)
    throw new UsageFailure("Say which entries: --filter '' for all of them, or --bookmarks, --case, --tag or --text for bookmarks.")
  if (filter !== undefined && ofBookmarks)
    throw new UsageFailure(
      'It is either what matches --filter or bookmarks, not both. Bookmarked entries that the cache holds can be filtered with is:bookmarked, case:… and tag:….',
    )
  if (!ofBookmarks) {
    const chosen: CliSelection = { source: { kind: 'filter' }, filter: filterOf(filter ?? '') }
    return () => Promise.resolve(chosen)
  }
  return async (folder, tenant) => {
    const chosen = options.case === undefined ? undefined : await chosenCase(folder, tenant, options.case)
    return {
      source: { kind: 'bookmarks', text, ...(chosen !== undefined && { case: chosen?.id ?? null }), ...(tag !== undefined && { tag }) },
      filter: bookmarkedWhere({ case: chosen?.title, tag }),
    }
  }
}

/** The case of that title or number; null for those in no case. */
async function chosenCase({ data }: OpenDataFolder, tenant: Tenant, name: string): Promise<{ id: number; title: string } | null> {
  const { cases } = await data.call('casework.overview', { tenant: tenant.id })
  const titled = cases.filter(({ title }) => title === name)
  const [found, another] = titled.length > 0 ? titled : cases.filter(({ id }) => String(id) === name)
  if (found && !another) return found
  if (!found && name === 'none') return null
  const list = cases.map(({ id, title }) => `\n  ${id}  ${title}`).join('')
  if (found) throw new UsageFailure(`Several cases are named “${name}”. Use the number:${list}`)
  throw new UsageFailure(`There is no case “${name}” here. ${cases.length === 0 ? 'There is none at all.' : `There is:${list}`}`)
}
