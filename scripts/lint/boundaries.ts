import { builtinModules } from 'node:module'
import type { Linter } from 'eslint'

/**
 * Which process may use what. Each area below names everything it must not import, with the reason a person reads when they try;
 * areas do not overlap, because the options of a rule do not add up.
 */
interface Restriction {
  readonly regex: string
  readonly importNames?: string[]
  readonly message: string
}

const node: Restriction = {
  regex: `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/.*)?)$`,
  message: 'This code runs without Node: ask the data service or main through the contract.',
}
const electron: Restriction = {
  regex: '^(electron|electron/.*|electron-log.*|electron-store)$',
  message: 'Only src-main (outside the data service) and src-preload/index.ts may use Electron.',
}
const vue: Restriction = {
  regex: '^(vue|pinia|@vueuse/.*|@lucide/vue)$',
  message: 'Only src-renderer may use Vue.',
}
const sqlite: Restriction = {
  regex: '^better-sqlite3$',
  message: 'Only data-service/sqlite, cache and casework touch the databases: add a method there.',
}
const main: Restriction = {
  regex: '(^|/)src-main/',
  message: 'Code of main is not for other processes: agree on it in src-preload/contract.',
}
const renderer: Restriction = {
  regex: '(^|/)src-renderer/',
  message: 'Code of the window is not for other processes: agree on it in src-preload/contract.',
}
const contract: Restriction = {
  regex: '^@(contract|language)/|(^|/)src-preload/',
  message: 'The demo tenant knows the application no more than another tenant does: they speak HTTP.',
}
const features: Restriction = {
  regex: '(^|/)features/',
  message: 'What is shared is free of any feature: pass it in, or move the shared part here.',
}
const whatShows: Restriction = {
  regex: '(^|/)(components|features|screens|shared)/',
  message: 'A store does not know what shows it.',
}
const otherFeatures: Restriction = {
  regex: '^\\.\\./(?!\\.\\./)|(^|/)features/',
  message: 'A feature knows no other one: a screen composes them, and what both use is in shared or stores.',
}
const featuresButGrid: Restriction = {
  regex: '(^|/)features/(?!entry-list/)',
  message: 'The first rows are the grid and nothing else: more would stand on the way to them.',
}
const featuresOfScreens: Restriction = { regex: '(^|/)features/', message: 'Only a screen composes features.' }
const screens: Restriction = { regex: '(^|/)screens/', message: 'Only the window and screens know screens.' }
const otherThanZod: Restriction = { regex: '^(?!zod(/|$)|\\.)', message: 'The contract imports nothing but zod and itself.' }
const rawIpcMain: Restriction = {
  regex: '^electron$',
  importNames: ['ipcMain'],
  message: 'Only src-main/ipc uses ipcMain: sender, origin and shape are checked there, once.',
}
const rawIpcRenderer: Restriction = {
  regex: '^electron$',
  importNames: ['ipcRenderer'],
  message: 'Only src-preload/index.ts uses ipcRenderer.',
}
const privateToOne: Restriction = {
  regex: '^\\.\\./(?!\\.\\./resources/connectors/)',
  message: 'What main and the data service share about connectors depends on neither.',
}
const shellOpen: Restriction = { regex: '^\\.\\./.*/(shell|ipc)/', message: 'The data service knows nothing of windows or requests.' }

const rawFiles: Restriction = {
  regex: '^(node:)?fs(/promises)?$',
  importNames: ['renameSync', 'rename', 'rmSync', 'rm', 'unlinkSync', 'unlink', 'fsyncSync', 'chmodSync', 'chmod'],
  message: 'Only src-main/files renames, removes and syncs files: Windows has rules of its own for each.',
}

const browserGlobals = ['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'HTMLElement']
const nodeGlobals = ['process', 'Buffer', 'require', 'global', '__dirname', '__filename', 'setImmediate']

const namedExports = { selector: 'ExportDefaultDeclaration', message: 'Use a named export: its name is then the same everywhere.' }
const oldRuntime = {
  selector: "MemberExpression[object.type='MetaProperty'][property.name=/^(dirname|filename)$/]",
  message: 'Built as CommonJS: use __dirname.',
}
const dynamic = {
  selector: 'ImportExpression[source.value=/^(electron|node:|better-sqlite3)/]',
  message: 'A dynamic import is an import: this code runs without Electron, Node and the databases.',
}

interface Area {
  readonly name: string
  readonly files: string[]
  readonly ignores?: string[]
  readonly imports: Restriction[]
  readonly globals?: { readonly names: string[]; readonly message: string }
  readonly syntax?: { readonly selector: string; readonly message: string }[]
}

const tests = ['**/*.test.ts', '**/*.bench.ts']
const pure = { names: [...browserGlobals, ...nodeGlobals], message: 'This code runs in every process: no DOM and no Node here.' }
const noNode = { names: nodeGlobals, message: 'The window has no Node.' }
const noDom = { names: browserGlobals, message: 'There is no window in this process.' }

const areas: Area[] = [
  { name: 'contract', files: ['src-preload/contract/**/*.ts'], imports: [otherThanZod], globals: pure, syntax: [dynamic] },
  {
    name: 'language',
    files: ['src-preload/language/**/*.ts'],
    imports: [electron, node, vue, sqlite, main, renderer],
    globals: pure,
    syntax: [dynamic],
  },
  {
    name: 'connectors',
    files: ['src-main/connector/**/*.ts'],
    imports: [electron, node, vue, sqlite, renderer, privateToOne],
    globals: pure,
    syntax: [dynamic],
  },
  { name: 'bridge', files: ['src-preload/*.ts'], imports: [node, vue, sqlite, main, renderer] },
  { name: 'ipc', files: ['src-main/ipc/**/*.ts'], imports: [vue, sqlite, renderer, rawIpcRenderer, rawFiles], globals: noDom },
  {
    name: 'databases',
    files: ['src-main/data-service/{sqlite,cache,casework}/**/*.ts'],
    imports: [electron, vue, renderer, shellOpen, rawFiles],
    globals: noDom,
  },
  {
    name: 'data service',
    files: ['src-main/data-service/**/*.ts'],
    ignores: ['src-main/data-service/{sqlite,cache,casework}/**'],
    imports: [electron, vue, sqlite, renderer, shellOpen, rawFiles],
    globals: noDom,
  },
  {
    name: 'main',
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/{ipc,data-service,connector,files}/**'],
    imports: [vue, sqlite, renderer, rawIpcMain, rawIpcRenderer, rawFiles],
    globals: noDom,
  },
  { name: 'files', files: ['src-main/files/**/*.ts'], imports: [electron, vue, sqlite, renderer], globals: noDom },
  { name: 'demo tenant', files: ['demo-tenant/**/*.ts'], imports: [electron, vue, sqlite, main, renderer, contract], globals: noDom },
  {
    name: 'shared parts of the window',
    files: ['src-renderer/{components,composables,shared,theme}/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, features, screens],
    globals: noNode,
    syntax: [dynamic],
  },
  {
    name: 'stores of the window',
    files: ['src-renderer/{api,stores}/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, whatShows],
    globals: noNode,
    syntax: [dynamic],
  },
  {
    name: 'features',
    files: ['src-renderer/features/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, otherFeatures, screens],
    globals: noNode,
    syntax: [dynamic],
  },
  {
    name: 'first rows',
    files: ['src-renderer/first/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, featuresButGrid, screens],
    globals: noNode,
    syntax: [dynamic],
  },
  {
    name: 'screens',
    files: ['src-renderer/screens/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main],
    globals: noNode,
    syntax: [dynamic],
  },
  {
    name: 'start of the window',
    files: ['src-renderer/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, featuresOfScreens],
    globals: noNode,
    syntax: [dynamic],
  },
]

// Missing in Node 20, which the fallback runtime has.
const tooNew = { URL: ['parse'] }
const tooNewProperties = Object.entries(tooNew).flatMap(([object, properties]) =>
  properties.map((property) => ({ object, property, message: 'The oldest runtime this is built for does not have it.' })),
)

const bridgeMessage = 'Only src-renderer/api talks to the bridge: add a function there.'

export const boundaries: Linter.Config[] = [
  ...areas.map(({ name, files, ignores = [], imports, globals, syntax = [] }): Linter.Config => ({
    name: `boundaries: ${name}`,
    files,
    ignores: [...tests, ...ignores],
    rules: {
      'no-restricted-imports': ['error', { patterns: imports.map((each) => ({ ...each, regex: each.regex })) }],
      'no-restricted-globals': globals ? ['error', ...globals.names.map((global) => ({ name: global, message: globals.message }))] : 'off',
      'no-restricted-syntax': ['error', oldRuntime, ...(files.some((file) => file.endsWith('.ts')) ? [namedExports] : []), ...syntax],
    },
  })),
  {
    name: 'boundaries: runtime',
    files: ['src-*/**/*.{ts,vue}'],
    ignores: tests,
    rules: { 'no-restricted-properties': ['error', ...tooNewProperties] },
  },
  {
    name: 'boundaries: bridge',
    files: ['src-renderer/**/*.{ts,vue}'],
    ignores: ['src-renderer/api/**', ...tests],
    rules: {
      'no-restricted-properties': [
        'error',
        ...tooNewProperties,
        { object: 'window', property: 'api', message: bridgeMessage },
        { object: 'globalThis', property: 'api', message: bridgeMessage },
        { object: 'window', property: 'open', message: 'Nothing in the window opens another one.' },
      ],
    },
  },
]
