import type { ConnectorDefinition } from '@contract/connector.ts'
import { builtIns } from '../connector/built-in.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine } from './printing.ts'

export interface SourcesOptions {
  readonly json?: boolean
}

/** How a source is reached. What has an API is read from saved pages and lists of its items, too. */
export const kindsOf = ({ files }: Pick<ConnectorDefinition, 'files'>): ('api' | 'file')[] => (files?.only ? ['file'] : ['api', 'file'])

/** Prints the definitions that the application brings along. */
export async function printSources({ json }: SourcesOptions, ports: CliPorts): Promise<ExitCode> {
  const sources = builtIns().map((definition) => ({ name: definition.name, title: definition.title, kinds: kindsOf(definition) }))
  if (json) await ports.out(jsonLine(sources))
  else await ports.out(sources.map(({ name, title, kinds }) => `${name}\t${title}\t${kinds.join(', ')}\n`).join(''))
  return exitCode.done
}
