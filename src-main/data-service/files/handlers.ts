import { fail } from '@contract/errors.ts'
import type { HandlersOf } from '../handlers.ts'

type Name = 'files.look' | 'files.preview' | 'files.try' | 'files.import' | 'import.list' | 'import.undo' | 'import.bad'

const notYet = (): never => {
  throw fail('not-found', 'Files cannot be imported yet.')
}

/** Files that people bring. */
export const fileHandlers: HandlersOf<Name> = {
  'files.look': notYet,
  'files.preview': notYet,
  'files.try': notYet,
  'files.import': notYet,
  'import.list': () => [],
  'import.undo': notYet,
  'import.bad': () => ({ total: 0, rows: [] }),
}
