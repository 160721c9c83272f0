import type { Emit } from '@contract/events.ts'
import { fail } from '@contract/errors.ts'
import type { ServiceAnswer } from '@contract/service.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import type { ImportAsked } from './import-job.ts'
import { lookAt, preview, tryFiles } from './preview.ts'

type Name = 'files.look' | 'files.preview' | 'files.try' | 'files.import' | 'import.list' | 'import.undo' | 'import.bad'

/** What is asked here of a tenant that is open. */
interface ImportingTenant {
  readonly store: CacheStore
}

/** What takes files into a tenant's cache, and out of it again. */
export interface FileImports {
  run(asked: ImportAsked, signal: AbortSignal): Promise<ServiceAnswer<'files.import'>>
  undo(tenant: string, id: number): Promise<ServiceAnswer<'import.undo'>>
}

/** Files that people bring. `open` fails with `not-found` for a tenant that is not open. */
export function fileHandlers(open: (tenant: string) => ImportingTenant, imports: FileImports, emit: Emit<'files.tried'>): HandlersOf<Name> {
  return {
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
