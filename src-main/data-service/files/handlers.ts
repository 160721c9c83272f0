import { fail } from '@contract/errors.ts'
import type { Emit } from '@contract/events.ts'
import type { HandlersOf } from '../handlers.ts'
import { lookAt, preview, tryFiles } from './preview.ts'

type Name = 'files.look' | 'files.preview' | 'files.try' | 'files.import' | 'import.list' | 'import.undo' | 'import.bad'

const notYet = (): never => {
  throw fail('not-found', 'Files cannot be imported yet.')
}

/** Files that people bring. */
export function fileHandlers(emit: Emit<'files.tried' | 'import.progress'>): HandlersOf<Name> {
  return {
    'files.look': (asked, signal) => lookAt(asked, signal),
    'files.preview': (asked) => preview(asked),
    'files.try': (asked, signal) => tryFiles(asked, signal, (told) => emit('files.tried', told)),
    'files.import': notYet,
    'import.list': () => [],
    'import.undo': notYet,
    'import.bad': () => ({ total: 0, rows: [] }),
  }
}
