import { existsSync } from 'node:fs'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure } from '@contract/errors.ts'
import { builtIns } from '../connector/built-in.ts'
import { readConnectorFile } from '../tenants/connector-file.ts'
import { UsageFailure } from './exit-code.ts'

/** A built-in definition by its name, or a file. `what` is what the person called it. */
export function definitionNamed(named: string, what: 'connector' | 'source'): ConnectorRef {
  if (builtIns().some(({ name }) => name === named)) return named
  if (!existsSync(named)) {
    throw new UsageFailure(
      `There is no ${what} “${named}”, and no such file. Built in are ${builtIns()
        .map(({ name }) => name)
        .join(', ')}.`,
    )
  }
  try {
    return readConnectorFile(named)
  } catch (thrown) {
    throw thrown instanceof AppFailure ? new UsageFailure(`${named}: ${thrown.error.message}`) : thrown
  }
}
