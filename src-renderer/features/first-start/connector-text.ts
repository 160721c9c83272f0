import type { ConnectorDefinition, ConnectorRef } from '@contract/connector.ts'
import { pluralText } from '../../composables/number-format.ts'

export interface OfferedConnector {
  /** What main is told: a built-in one by its name. */
  readonly ref: ConnectorRef
  readonly definition: ConnectorDefinition
}

/** What somebody should know of a source before connecting it, a sentence each: its own notes, and what follows from the definition. */
export function connectorNotes({ notes, entry, narrowed, window, retention }: ConnectorDefinition): readonly string[] {
  return [
    ...(narrowed ? [`Only a part of the log is fetched: ${narrowed.by}. Everything else stays a gap in the coverage.`] : []),
    ...(typeof entry.id === 'object' && 'hash' in entry.id
      ? [
          `${entry.id.unless === undefined ? 'Its entries have no ids: two' : 'Some of its entries have no ids: two of them'} that say the same count as one.`,
        ]
      : []),
    ...(!window.from && !window.template ? ['It cannot be asked for a period: each sync begins with the newest entry.'] : []),
    ...(typeof retention.days === 'number' && notes.length === 0 ? [`It keeps entries for ${pluralText(retention.days, 'day')}.`] : []),
    ...notes,
  ]
}
