import { main } from '../../src-main/cli/node.ts'

/** The command line as a process that tells of its progress on standard error, as to a terminal, until it is killed. */
Object.defineProperty(process.stderr, 'isTTY', { value: true })
process.exitCode = await main(process.argv.slice(2), 'test')
