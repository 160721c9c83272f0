import { aliases } from './aliases.mjs'
import { schemaFingerprints } from './schema-fingerprints.mjs'

const query = '?program'

/**
 * For the bundler and the test runner: `import { program } from './x.ts?program'` is the whole program that begins in that file, as one text
 * for a thread. So a thread needs no file of its own in a bundle, in a package's archive and in a test (docs/decisions/structure.md, 51).
 */
export function threadPrograms() {
  return {
    name: 'thread-programs',
    enforce: 'pre',
    // The test runner keeps what a file became until that file changes: a program is made of many.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id }) => (id.endsWith(query) ? false : null))
    },
    async load(id) {
      if (!id.endsWith(query)) return null
      // There only after the set-up.
      const { build } = await import('vite')
      const file = id.slice(0, -query.length)
      const { output } = await build({
        configFile: false,
        logLevel: 'error',
        plugins: [schemaFingerprints()],
        resolve: { alias: aliases },
        ssr: { noExternal: true },
        build: {
          ssr: file,
          write: false,
          minify: true,
          target: 'node20',
          rolldownOptions: { output: { format: 'cjs', codeSplitting: false } },
        },
      })
      this.addWatchFile(file)
      return `export const program = ${JSON.stringify(output[0].code)}`
    },
  }
}
