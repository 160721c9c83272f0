import { openDesk, tenantId } from './sync-support.ts'

/**
 * A process that syncs one tenant into a data folder, as the command line does, until it is done or killed.
 * Arguments: tenant URL, token, data folder, connector. Writes `page N` after each committed page and `done` at the end.
 */
const [url = '', token = '', dataFolder = '', connector = ''] = process.argv.slice(2)
const desk = openDesk({ url, token, dataFolder, connector })
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
if (phase !== 'idle') throw new Error(`The sync ended ${phase}: ${error?.code ?? 'no error'}`)
say(`done ${(await desk.service.handle('sync.state', { tenant: tenantId })).entries}`)
await desk.close()
