import type { Linter } from 'eslint'
import { importFolders, type FolderRule } from './import-folders.ts'
import {
  commandLine,
  contract,
  dataService,
  electron,
  features,
  featuresButGrid,
  featuresOfScreens,
  main,
  network,
  node,
  ofTheService,
  otherFeatures,
  otherThanZod,
  outsideTheService,
  privateToOne,
  rawFiles,
  rawIpcMain,
  rawIpcRenderer,
  renderer,
  screens,
  sqlite,
  testCode,
  vue,
  whatShows,
  type Restriction,
} from './restrictions.ts'

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

/**
 * Which process may use what. Each area below names everything it must not import, with the reason a person reads when they try;
 * areas do not overlap, because the options of a rule do not add up.
 */
interface Area {
  readonly name: string
  readonly files: string[]
  readonly ignores?: string[]
  readonly imports: Restriction[]
  readonly globals?: readonly { readonly names: string[]; readonly message: string }[]
  readonly folders?: readonly FolderRule[]
  readonly syntax?: { readonly selector: string; readonly message: string }[]
}

const tests = ['**/*.test.ts', '**/*.bench.ts']
const fixtures = 'src-main/**/fixtures/**'
const pure = { names: [...browserGlobals, ...nodeGlobals], message: 'This code runs in every process: no DOM and no Node here.' }
const noNode = { names: nodeGlobals, message: 'The window has no Node.' }
const noDom = { names: browserGlobals, message: 'There is no window in this process.' }
const noNetwork = {
  names: ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'],
  message: 'Only main reaches the network.',
}

const areas: Area[] = [
  { name: 'contract', files: ['src-preload/contract/**/*.ts'], imports: [otherThanZod], globals: [pure], syntax: [dynamic] },
  {
    name: 'language',
    files: ['src-preload/language/**/*.ts'],
    imports: [electron, node, vue, sqlite, main, renderer],
    globals: [pure],
    syntax: [dynamic],
  },
  {
    name: 'connectors',
    files: ['src-main/connector/**/*.ts'],
    ignores: [fixtures],
    imports: [electron, node, vue, sqlite, renderer, privateToOne],
    globals: [pure],
    syntax: [dynamic],
  },
  { name: 'bridge', files: ['src-preload/*.ts'], imports: [node, vue, sqlite, main, renderer] },
  {
    name: 'ipc',
    files: ['src-main/ipc/**/*.ts'],
    imports: [vue, sqlite, renderer, rawIpcRenderer, rawFiles, testCode],
    globals: [noDom],
    folders: [outsideTheService],
  },
  {
    name: 'databases',
    files: ['src-main/data-service/{sqlite,cache,casework}/**/*.ts'],
    ignores: [fixtures],
    imports: [electron, vue, renderer, network, rawFiles, testCode],
    globals: [noDom, noNetwork],
    folders: [ofTheService],
  },
  {
    name: 'data service',
    files: ['src-main/data-service/**/*.ts'],
    ignores: ['src-main/data-service/{sqlite,cache,casework}/**', fixtures],
    imports: [electron, vue, sqlite, renderer, network, rawFiles, testCode],
    globals: [noDom, noNetwork],
    folders: [ofTheService],
  },
  {
    name: 'main',
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/{ipc,data-service,connector,files}/**', 'src-main/cli/node.ts', fixtures],
    imports: [vue, sqlite, renderer, rawIpcMain, rawIpcRenderer, rawFiles, testCode],
    globals: [noDom],
    folders: [outsideTheService],
  },
  {
    name: 'command line under Node',
    files: ['src-main/cli/node.ts'],
    imports: [electron, vue, sqlite, renderer, rawFiles, testCode],
    globals: [noDom],
    folders: [commandLine],
  },
  {
    name: 'files',
    files: ['src-main/files/**/*.ts'],
    ignores: [fixtures],
    imports: [electron, vue, sqlite, renderer, network, testCode],
    globals: [noDom, noNetwork],
    folders: [
      { only: ['src-main/files', 'src-preload/contract'], message: 'What main and the data service share about files depends on neither.' },
    ],
  },
  { name: 'test code of main', files: [fixtures + '/*.ts'], imports: [vue, renderer], globals: [noDom] },
  {
    name: 'demo tenant',
    files: ['demo-tenant/**/*.ts'],
    imports: [electron, vue, sqlite, main, renderer, contract],
    globals: [noDom],
  },
  {
    name: 'shared parts of the window',
    files: ['src-renderer/{components,composables,shared,theme}/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, features, screens],
    globals: [noNode],
    syntax: [dynamic],
  },
  {
    name: 'stores of the window',
    files: ['src-renderer/{api,stores}/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, whatShows],
    globals: [noNode],
    syntax: [dynamic],
  },
  {
    name: 'features',
    files: ['src-renderer/features/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, otherFeatures, screens],
    globals: [noNode],
    syntax: [dynamic],
  },
  {
    name: 'first rows',
    files: ['src-renderer/first/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, featuresButGrid, screens],
    globals: [noNode],
    syntax: [dynamic],
  },
  {
    name: 'screens',
    files: ['src-renderer/screens/**/*.{ts,vue}'],
    imports: [electron, node, sqlite, main],
    globals: [noNode],
    syntax: [dynamic],
  },
  {
    name: 'start of the window',
    files: ['src-renderer/*.{ts,vue}'],
    imports: [electron, node, sqlite, main, featuresOfScreens],
    globals: [noNode],
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
  ...areas.map(({ name, files, ignores = [], imports, globals = [], folders = [], syntax = [] }): Linter.Config => ({
    name: `boundaries: ${name}`,
    files,
    ignores: [...tests, ...ignores],
    plugins: { boundaries: importFolders },
    rules: {
      'boundaries/import-folders': ['error', folders],
      'no-restricted-imports': ['error', { patterns: imports.map((each) => ({ ...each, regex: each.regex })) }],
      'no-restricted-globals': ['error', ...globals.flatMap(({ names, message }) => names.map((name) => ({ name, message })))],
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
    name: 'boundaries: network',
    files: [`${dataService}/**/*.ts`],
    ignores: [...tests, fixtures],
    rules: {
      'no-restricted-properties': [
        'error',
        ...tooNewProperties,
        ...noNetwork.names.map((property) => ({ object: 'globalThis', property, message: noNetwork.message })),
      ],
    },
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
