import { builtinModules } from 'node:module'
import type { FolderRule } from './import-folders.ts'

/** What an area must not import, with the reason a person reads when they try. */
export interface Restriction {
  readonly regex: string
  readonly importNames?: string[]
  readonly message: string
}

export const node: Restriction = {
  regex: `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/.*)?)$`,
  message: 'This code runs without Node: ask the data service or main through the contract.',
}
export const electron: Restriction = {
  regex: '^(electron|electron/.*|electron-log.*|electron-store)$',
  message: 'Only src-main (outside the data service) and src-preload/index.ts may use Electron.',
}
export const vue: Restriction = {
  regex: '^(vue|pinia|reka-ui|@vueuse/.*|@lucide/vue)$',
  message: 'Only src-renderer may use Vue.',
}
export const sqlite: Restriction = {
  regex: '^better-sqlite3$',
  message: 'Only data-service/sqlite, cache and casework touch the databases: add a method there.',
}
export const main: Restriction = {
  regex: '(^|/)src-main/',
  message: 'Code of main is not for other processes: agree on it in src-preload/contract.',
}
export const renderer: Restriction = {
  regex: '(^|/)src-renderer/',
  message: 'Code of the window is not for other processes: agree on it in src-preload/contract.',
}
export const contract: Restriction = {
  regex: '^@(contract|language)/|(^|/)src-preload/',
  message: 'The demo tenant knows the application no more than another tenant does: they speak HTTP.',
}
export const features: Restriction = {
  regex: '(^|/)features/',
  message: 'What is shared is free of any feature: pass it in, or move the shared part here.',
}
export const whatShows: Restriction = {
  regex: '(^|/)(components|features|screens|shared)/',
  message: 'A store does not know what shows it.',
}
export const otherFeatures: Restriction = {
  regex: '^\\.\\./(?!\\.\\./)|(^|/)features/',
  message: 'A feature knows no other one: a screen composes them, and what both use is in shared or stores.',
}
export const featuresButGrid: Restriction = {
  regex: '(^|/)features/(?!entry-list/)',
  message: 'The first rows are the grid and nothing else: more would stand on the way to them.',
}
export const featuresOfScreens: Restriction = { regex: '(^|/)features/', message: 'Only a screen composes features.' }
export const screens: Restriction = { regex: '(^|/)screens/', message: 'Only the window and screens know screens.' }
export const otherThanZod: Restriction = { regex: '^(?!zod(/|$)|\\.)', message: 'The contract imports nothing but zod and itself.' }
export const rawIpcMain: Restriction = {
  regex: '^electron$',
  importNames: ['ipcMain'],
  message: 'Only src-main/ipc uses ipcMain: sender, origin and shape are checked there, once.',
}
export const rawIpcRenderer: Restriction = {
  regex: '^electron$',
  importNames: ['ipcRenderer'],
  message: 'Only src-preload/index.ts uses ipcRenderer.',
}
export const privateToOne: Restriction = {
  regex: '^\\.\\./(?!\\.\\./resources/connectors/)',
  message: 'What main and the data service share about connectors depends on neither.',
}
export const network: Restriction = {
  regex: '^((node:)?(http|https|http2|net|tls|dgram|dns|dns/promises)|undici(/.*)?)$',
  message: 'Only main reaches the network: what comes from there comes to the data service as a request.',
}
export const testCode: Restriction = {
  regex: '(^|/)(fixtures|tests)/',
  message: 'Test code does not ship: what ships stands beside what uses it.',
}

export const rawFiles: Restriction = {
  regex: '^(node:)?fs(/promises)?$',
  importNames: ['renameSync', 'rename', 'rmSync', 'rm', 'unlinkSync', 'unlink', 'fsyncSync', 'chmodSync', 'chmod'],
  message: 'Only src-main/files renames, removes and syncs files: Windows has rules of its own for each.',
}

export const dataService = 'src-main/data-service'
/** What the data service shares with main: it depends on neither. */
export const ofTheService: FolderRule = {
  only: [dataService, 'src-main/connector', 'src-main/files', 'src-preload/contract', 'src-preload/language'],
  message:
    'The data service knows nothing of sync, settings, windows or requests: move what both need to src-main/connector or src-main/files.',
}
export const outsideTheService: FolderRule = {
  not: [dataService],
  message: 'Main asks the data service by its contract (src-preload/contract/service.ts); what it is made of is its own.',
}
/** The command line under Node runs the data service in its own process. */
export const commandLine: FolderRule = { ...outsideTheService, but: [`${dataService}/service.ts`] }
