import { join } from 'node:path'
import { root } from './paths.mjs'

/** The folders every process may import from, for the bundler and the test runner; tsconfig.json says the same to the compiler. */
export const aliases = {
  '@contract': join(root, 'src-preload', 'contract'),
  '@language': join(root, 'src-preload', 'language'),
}
