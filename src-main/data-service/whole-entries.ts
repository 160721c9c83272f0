import { targetsOf, type AuditEntry, type EntryDetail } from '@contract/entry.ts'
import { recordIn } from './bytes/record-text.ts'
import type { CacheStore } from './cache/store.ts'
import type { Connector, MappedEntry } from './connector/connector.ts'
import { sentEntry } from './connector/sent-entry.ts'

/** Longer texts are not sent to a window whole, nor compared there, bytes. */
const longestShown = 16 * 1024 * 1024
/** Of those, the beginning, bytes. */
const beginning = 256 * 1024
/** An answer with whole entries ends before it is longer, bytes. */
const mostAnswered = 16 * 1024 * 1024

/** A text as a window gets it; `cutOf` tells how long it is where that is its beginning only. */
export function shownText(kept: Buffer): { readonly raw: string; readonly cutOf?: number } {
  const raw = recordIn(kept)
  if (raw.length <= longestShown) return { raw: raw.toString('utf8') }
  let end = beginning
  // Not within a character.
  while (((raw[end] as number) & 0xc0) === 0x80) end--
  return { raw: raw.toString('utf8', 0, end), cutOf: raw.length }
}

/** An entry with its other versions as a window gets them. */
export function shownEntry(store: CacheStore, key: number): Pick<EntryDetail, 'cutOf' | 'entry' | 'receivedAt' | 'versions'> {
  const { receivedAt, raw } = store.rawEntry(key)
  const shown = shownText(raw)
  const entry = auditEntry(store, key, shown.raw)
  const versions = (store.versions.get(key) ?? []).map((version) => {
    const other = store.rawEntry(version)
    return { key: version, receivedAt: other.receivedAt, sha256: store.recordedHash(version), ...shownText(other.raw) }
  })
  if (shown.cutOf === undefined) return { entry, receivedAt, versions }
  return { entry: withoutChanges(entry), receivedAt, versions, cutOf: shown.cutOf }
}

/** The copy of an entry that is kept with its bookmark, read by the connector, as a window gets it. */
export function shownCopy(
  { definition }: Pick<Connector, 'definition'>,
  mapped: MappedEntry,
  raw: Buffer,
  sha256: string,
): Pick<EntryDetail, 'cutOf' | 'entry'> {
  const { raw: text, cutOf } = shownText(raw)
  const entry = { ...sentEntry(mapped), ...allTargets(mapped), source: definition.name, raw: text, sha256 }
  return cutOf === undefined ? { entry } : { entry: withoutChanges(entry), cutOf }
}

/** What an entry changed that is too long to be shown is as long. */
function withoutChanges({ changes, ...entry }: AuditEntry): AuditEntry {
  return changes === undefined ? entry : { ...entry, unreadChanges: 'too large to be compared here' }
}

/** Entries with their texts, as many of the first as make no endless answer, and one at least. */
export function wholeEntries(store: CacheStore, keys: readonly number[]): AuditEntry[] {
  const entries: AuditEntry[] = []
  let bytes = 0
  for (const key of keys) {
    const { raw } = store.rawEntry(key)
    bytes += raw.length
    if (entries.length > 0 && bytes > mostAnswered) break
    entries.push(auditEntry(store, key, recordIn(raw).toString('utf8')))
  }
  return entries
}

function auditEntry(store: CacheStore, key: number, raw: string): AuditEntry {
  const mapped = store.entry(key)
  return {
    ...sentEntry(mapped),
    ...allTargets(mapped),
    raw,
    sha256: store.recordedHash(key),
  }
}

/** Also of one target a list: whoever reads all targets need not look at two places. */
function allTargets(mapped: MappedEntry): Pick<AuditEntry, 'targets'> {
  const targets = targetsOf(mapped)
  return targets.length > 0 ? { targets: [...targets] } : {}
}
