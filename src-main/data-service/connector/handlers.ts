import type { HandlersOf } from '../handlers.ts'
import { inspect, tryOut } from './dry-run.ts'
import { connectorOf } from './registry.ts'

/** Pages that are looked at and not kept. */
export const connectorHandlers: HandlersOf<'connector.try' | 'sync.inspect'> = {
  'connector.try': ({ connector, body, asked }) => tryOut(connectorOf(connector), body, asked),
  'sync.inspect': ({ connector, body, asked }) => inspect(connectorOf(connector), body, asked),
}
