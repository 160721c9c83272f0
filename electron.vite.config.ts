import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { aliases } from './scripts/lib/aliases.mjs'
import { iconDrawings } from './scripts/lib/icon-drawings.mjs'
import { schemaFingerprints } from './scripts/lib/schema-fingerprints.mjs'
import { threadPrograms } from './scripts/lib/thread-programs.mjs'

const folder = import.meta.dirname
const at = (path: string): string => resolve(folder, path)

// The oldest runtime the build has to run in: see "Two runtimes" in docs/architecture/overview.md.
const nodeTarget = 'node20'
const chromeTarget = 'chrome130'

/** Everything is bundled but what only exists at run time (Electron, Node) and the one native module. */
const native = ['better-sqlite3']

/** electron-store loads a validator for schemas it is not given (ours are zod's), which would be half of main's code. */
const noValidator = at('src-main/settings/no-validator.ts')

/** Two bundles of this shape: CommonJS because a sandboxed preload must be, and because it starts sooner in both runtimes. */
function commonJs(outDir: string, input: Record<string, string>) {
  return {
    plugins: [threadPrograms(), schemaFingerprints()],
    resolve: { alias: { ...aliases, 'ajv/dist/2020.js': noValidator, 'ajv-formats': noValidator } },
    build: {
      outDir: at(outDir),
      target: nodeTarget,
      externalizeDeps: { include: native },
      license: { fileName: 'licenses.md' },
      rolldownOptions: {
        input,
        output: { format: 'cjs' as const, entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  }
}

export default defineConfig({
  main: commonJs('out/main', {
    index: at('src-main/index.ts'),
    'data-service': at('src-main/data-service/index.ts'),
    cli: at('src-main/cli/node.ts'),
    // What *Open the demo tenant* starts.
    'demo-tenant': at('demo-tenant/serve.ts'),
  }),
  // One file: a sandboxed preload can require nothing but electron.
  preload: commonJs('out/preload', { index: at('src-preload/index.ts') }),
  renderer: {
    root: at('src-renderer'),
    publicDir: false,
    resolve: { alias: aliases },
    plugins: [vue(), iconDrawings()],
    build: {
      outDir: at('out/renderer'),
      target: chromeTarget,
      minify: true,
      license: { fileName: 'licenses.md' },
      // The content security policy allows no inline script and no data: URL but for images.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        input: at('src-renderer/index.html'),
        // What the first screen needs is one file: each more is a round trip through main while everything starts.
        output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
      },
    },
  },
})
