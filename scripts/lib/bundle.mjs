import { join } from 'node:path'
import { aliases } from './aliases.mjs'
import { artifacts } from './paths.mjs'
import { schemaFingerprints } from './schema-fingerprints.mjs'
import { threadPrograms } from './thread-programs.mjs'

/** Bundles a TypeScript entry point for a plain Node of the pinned version, inside the repository so that packages are found. @returns its path */
export async function bundleForNode(entry, name) {
  // There only after the set-up.
  const { build } = await import('vite')
  const outDir = join(artifacts, 'bundles', name)
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [threadPrograms(), schemaFingerprints()],
    resolve: { alias: aliases },
    build: { ssr: entry, outDir, emptyOutDir: true, target: 'node24', rolldownOptions: { output: { entryFileNames: `${name}.mjs` } } },
  })
  return join(outDir, `${name}.mjs`)
}
