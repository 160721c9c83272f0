import { chosenTenant, withDataFolder } from './data-folder.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, visible } from './printing.ts'

export interface PeopleOptions {
  readonly data: string
  readonly tenant?: string
  readonly json?: boolean
}

/** Prints who is one person under several names, as somebody said it, with why, by whom and when. */
export async function printPeople(options: PeopleOptions, ports: CliPorts): Promise<ExitCode> {
  return await withDataFolder(ports, options, async (folder) => {
    const people = await folder.data.call('people.list', { tenant: chosenTenant(folder, options.tenant).id })
    const told = people.map(({ names, note, author, createdAt, changedAt }) => ({
      names, note, author, createdAt: new Date(createdAt).toISOString(), changedAt: new Date(changedAt).toISOString(),
    })) // prettier-ignore
    const line = ({ names, note, author, changedAt }: (typeof told)[number]): string =>
      `${[names.join('; '), note, author, changedAt].map(visible).join('\t')}\n`
    await ports.out(options.json ? jsonLine(told) : told.map(line).join(''))
    return exitCode.done
  })
}
