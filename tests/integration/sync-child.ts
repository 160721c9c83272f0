import { mkdirSync } from 'node:fs'
import { connectorDefinition } from '@contract/connector.ts'
import { settingsFile } from '../../src-main/cli/settings-file.ts'
import { openDesk, tenantId } from './sync-support.ts'

/**
 * A process that syncs one tenant into a data folder, as the command line does, until it is done or killed.
 * Arguments: tenant URL, token, data folder, connector (a name, or a definition as JSON), the longest that one answer may take, ms, and the oldest time to ask for, ms.
 * What it notes beside the databases outlives it. Writes `page N` after each committed page and `done` at the end; SIGTERM cancels the sync.
 */
const [url = '', token = '', dataFolder = '', named = '', patience = '5000', since = ''] = process.argv.slice(2)
const connector = named.startsWith('{') ? connectorDefinition.parse(JSON.parse(named)) : named
const ms = Number(patience)
mkdirSync(dataFolder, { recursive: true })
const limits = { connectMs: ms, firstByteMs: ms, idleMs: ms, totalMs: ms, maxBytes: 4 * 1024 * 1024 }
const desk = openDesk({
  url,
  token,
  dataFolder,
  connector,
  ports: { store: settingsFile(dataFolder), limits, ...(since !== '' && { since: Number(since) }) },
})
process.once('SIGTERM', () => void desk.manager.cancel(tenantId))
const say = (line: string) => process.stdout.write(`${line}\n`)

const commit = desk.service.handle
let pages = 0
Object.assign(desk.service, {
  handle: async (...[name, params, signal]: Parameters<typeof commit>) => {
    const answer = await commit(name, params, signal)
    if (name === 'sync.page') say(`page ${++pages}`)
    return answer
  },
})

const { phase, error } = await desk.sync()
if (phase !== 'idle' && phase !== 'stopped') throw new Error(`The sync ended ${phase}: ${error?.code ?? 'no error'}`)
say(`${phase === 'idle' ? 'done' : 'stopped'} ${(await desk.service.handle('sync.state', { tenant: tenantId })).entries}`)
await desk.close()
