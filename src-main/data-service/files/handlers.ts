import type { Emit } from '@contract/events.ts'
import { fail } from '@contract/errors.ts'
import type { ServiceAnswer } from '@contract/service.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import type { ImportAsked } from './import-job.ts'
import { takeFetched, tryFetched, type FetchingTenant } from './fetched-file.ts'
import { lookAt, preview, tryFiles } from './preview.ts'

type Name =
  | 'sync.file'
  | 'connector.try-file'
  | 'files.look'
  | 'files.preview'
  | 'files.try'
  | 'files.import'
  | 'import.list'
  | 'import.undo'
  | 'import.bad'

/** What is asked here of a tenant that is open. */
interface ImportingTenant {
  readonly store: CacheStore
}

/** What takes files into a tenant's cache, and out of it again. */
export interface FileImports {
  run(asked: ImportAsked, signal: AbortSignal): Promise<ServiceAnswer<'files.import'>>
  undo(tenant: string, id: number): Promise<ServiceAnswer<'import.undo'>>
}

export interface FilePorts {
  /** Fails with `not-found` for a tenant that is not open. */
  readonly open: (tenant: string) => ImportingTenant
  /** The same once its ids are those that the connector reads, and nothing is imported into it. */
  readonly settled: (tenant: string) => Promise<FetchingTenant>
  readonly imports: FileImports
  readonly emit: Emit<'files.tried' | 'cache.changed'>
}

/** Files that people bring, and those that sources make. */
export function fileHandlers({ open, settled, imports, emit }: FilePorts): HandlersOf<Name> {
  return {
    'sync.file': async (asked, signal) => {
      const answer = await takeFetched(asked, settled, signal)
      const { entries, inserted } = answer
      if (inserted > 0) emit('cache.changed', { tenant: asked.tenant, entries, inserted })
      return answer
    },
    'connector.try-file': ({ connector, path }) => tryFetched(path, connector),
    'files.look': (asked, signal) => lookAt(asked, signal),
    'files.preview': (asked) => preview(asked),
    'files.try': (asked, signal) => tryFiles(asked, signal, (told) => emit('files.tried', told)),
    'files.import': (asked, signal) => imports.run(asked, signal),
    'import.list': ({ tenant }) => open(tenant).store.imports.list,
    'import.undo': ({ tenant, id }) => imports.undo(tenant, id),
    'import.bad': ({ tenant, id, offset, limit }) => {
      const { imports: known } = open(tenant).store
      if (!known.list.some((each) => each.id === id)) throw fail('not-found', `There is no import ${id} here.`)
      return known.bad(id, offset, limit)
    },
  }
}
