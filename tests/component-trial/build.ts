import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { build, type InlineConfig, type Plugin } from 'vite'
import { aliases } from '../../scripts/lib/aliases.mjs'
import { iconDrawings } from '../../scripts/lib/icon-drawings.mjs'
import { artifacts, root } from '../../scripts/lib/paths.mjs'
import { imports, type By, type PartName } from './parts.ts'

const base: InlineConfig = {
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  // naive-ui's styles as a constructed sheet.
  resolve: { alias: { ...aliases, '@css-render/vue3-ssr': join(root, 'tests/component-trial/page/naive-styles.ts') } },
  define: { 'process.env.NODE_ENV': '"production"' },
}
const target = 'chrome130'

/** The page, built as the window is. @returns its folder */
export async function buildPage(): Promise<string> {
  const outDir = join(artifacts, 'component-trial', 'page')
  await build({
    ...base,
    root: join(import.meta.dirname, 'page'),
    plugins: [vue(), iconDrawings()],
    build: { outDir, emptyOutDir: true, target, assetsInlineLimit: 0, chunkSizeWarningLimit: 5000 },
  })
  return outDir
}

/** What the window has anyway: it is not the price of a part. */
const there = ['vue', 'pinia', 'zod', '@vueuse/core', '@lucide/vue']

function entry(text: string): Plugin {
  return {
    name: 'entry',
    enforce: 'pre',
    resolveId: (id) => (basename(id) === 'entry' ? '\0entry' : null),
    load: (id) => (id === '\0entry' ? text : null),
  }
}

/** Bytes of what a contestant imports, minified, alone and without Vue: as it is, and packed. Null where it is made of HTML alone. */
export async function sizeOf(part: PartName, by: By): Promise<{ readonly plain: number; readonly packed: number } | null> {
  const names = imports[part][by] ?? []
  if (names.length === 0) return null
  const text =
    by === 'ours'
      ? names.map((name, index) => `export { default as part${index} } from ${JSON.stringify(join(root, 'src-renderer', name))}`).join('\n')
      : `export { ${names.join(', ')} } from '${by}'`
  const result = await build({
    ...base,
    plugins: [vue(), iconDrawings(), entry(text)],
    build: {
      write: false,
      target,
      minify: true,
      lib: { entry: 'entry', formats: ['es'] },
      // Reka brings a VueUse of its own: that is its price.
      rolldownOptions: { external: (id: string, from?: string) => (there.includes(id) && !from?.includes('reka-ui')) || id === 'vue' },
    },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []))
  const code = outputs.map((output) => (output.type === 'chunk' ? output.code : String(output.source))).join('')
  return { plain: Buffer.byteLength(code), packed: gzipSync(code).length }
}
