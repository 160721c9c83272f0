import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aliases } from './aliases.mjs'
import { root } from './paths.mjs'

const query = /^(?<file>.*)\?fingerprint=(?<name>\w+)$/

/**
 * For the bundler and the test runner: `import { fingerprint } from './x.ts?fingerprint=y'` is a whole number below 2^48 that stands for `y` of
 * that file: for a value as JSON, or for the shape of a schema and this version of the application. So what one build keeps, another one knows
 * to be of another kind, and nothing is computed at a start (docs/decisions/structure.md, 148).
 */
export function schemaFingerprints() {
  return {
    name: 'schema-fingerprints',
    enforce: 'pre',
    // As for `thread-programs.mjs`: a schema is made of many files.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id }) => (query.test(id) ? false : null))
    },
    async load(id) {
      const { file, name } = query.exec(id)?.groups ?? {}
      if (!file || !name) return null
      this.addWatchFile(file)
      const { shape, isSchema } = await shapeOf(file, name)
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      return `export const fingerprint = ${fingerprintOf(isSchema ? version : null, shape)}`
    },
  }
}

export function fingerprintOf(version, shape) {
  const hash = createHash('sha256')
    .update(JSON.stringify([version, shape]))
    .digest('hex')
  return Number.parseInt(hash.slice(0, 12), 16)
}

/** What `name` of a file is, of a schema its JSON Schema. Bundled anew each time: the files that it is made of may have changed since. */
async function shapeOf(file, name) {
  // There only after the set-up.
  const { build } = await import('vite')
  // There is no such file: it has a place in the repository so that packages are found.
  const entry = join(root, 'shape.mjs')
  const source = `import { z } from 'zod'
    import { ${name} as value } from ${JSON.stringify(file)}
    export const isSchema = value instanceof z.ZodType
    export const shape = isSchema ? z.toJSONSchema(value) : value`
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: aliases },
    plugins: [{ name: 'shape', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) }],
    ssr: { noExternal: true },
    build: { ssr: true, write: false, target: 'node20', rolldownOptions: { input: entry, output: { format: 'es', codeSplitting: false } } },
  })
  return await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`)
}
