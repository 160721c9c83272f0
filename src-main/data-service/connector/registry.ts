import type { ConnectorRef } from '@contract/connector.ts'
import { definitionOf } from '../../connector/built-in.ts'
import { compileConnector } from './compile.ts'
import type { Connector } from './connector.ts'

const compiled = new Map<string, Connector>()

/** Fails with `not-found` for a name that is not built in. The same definition is compiled once. */
export function connectorOf(ref: ConnectorRef): Connector {
  const key = typeof ref === 'string' ? ref : JSON.stringify(ref)
  const known = compiled.get(key)
  if (known) return known
  const connector = compileConnector(definitionOf(ref))
  compiled.set(key, connector)
  return connector
}
