import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { aliases } from '../../scripts/lib/aliases.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { schemaFingerprints } from '../../scripts/lib/schema-fingerprints.mjs'
import { threadPrograms } from '../../scripts/lib/thread-programs.mjs'

/** Builds a program beside this file for Node, in a folder of its own that the caller removes. @returns its path */
export async function builtChild(source: string): Promise<string> {
  // Inside the repository, so that what it imports is found.
  mkdirSync(join(root, 'artifacts'), { recursive: true })
  const outDir = mkdtempSync(join(root, 'artifacts', 'child-'))
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [threadPrograms(), schemaFingerprints()],
    resolve: { alias: aliases },
    build: {
      ssr: join(import.meta.dirname, source),
      outDir,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
  return join(outDir, 'child.mjs')
}
