import { fail } from '@contract/errors.ts'
import { reconcileKinds, type Reconciled, type ReconcileKind, type ReconcileLine, type ReconcileLook } from '@contract/reconcile.ts'
import type { ServiceParams } from '@contract/service.ts'
import { inTurns } from '../in-turns.ts'
import type { StateTenant } from '../state/answers.ts'
import { linesOf, type Listed } from '../state/entry-ids.ts'
import { placeAt, type Organisation } from '../state/organisation.ts'
import { guessColumns, placesOf } from './columns.ts'
import { Comparison, type Found } from './comparison.ts'
import { Explained } from './explained.ts'
import { Known } from './known.ts'
import { openTable, rowsOf, samplesOf, type Table } from './table.ts'

/** A comparison that can be read page by page, as long as the log is as it was then. */
export interface Kept {
  readonly played: Organisation
  readonly summary: Reconciled
  readonly listed: (kind: ReconcileKind | undefined) => Listed<ReconcileLine>
}

const [mostSamples, longestSample] = [3, 200]

/** What a table is, before anything is compared. */
export async function lookAtTable(
  { organisation, store }: StateTenant,
  { path, encoding }: Pick<ServiceParams<'files.table'>, 'path' | 'encoding'>,
): Promise<ReconcileLook> {
  const table = await openTable(path, encoding)
  const rows = samplesOf(table)
  const { input } = table.beginning
  return {
    file: input.name,
    bytes: input.disk.size,
    modifiedAt: table.modifiedAt,
    encoding: table.beginning.encoding,
    columns: table.columns.map((name, at) => ({
      name,
      samples: rows.flatMap((cells) => (cells[at] ? [cells[at].slice(0, longestSample)] : [])).slice(0, mostSamples),
    })),
    guess: await organisation.ask((played) => guessColumns(table, knownAt(played, store, played.newest))),
  }
}

/**
 * Compares a file with the state at a date. Rows are taken one by one; what is compared is one user and one role. Fails with what is wrong with the file, with
 * `invalid-request` where it has no such columns, with `cancelled`.
 */
export async function reconcile(
  { organisation, store }: StateTenant,
  { path, encoding, columns, at }: Pick<ServiceParams<'files.reconcile'>, 'path' | 'encoding' | 'columns' | 'at'>,
  id: number,
  signal: AbortSignal,
): Promise<Kept> {
  const table = await openTable(path, encoding)
  return await organisation.ask((played) => compare(table, { played, store }, { columns, at, id }, signal))
}

async function compare(
  table: Table,
  { played, store }: { readonly played: Organisation; readonly store: StateTenant['store'] },
  { columns, at, id }: Pick<ServiceParams<'files.reconcile'>, 'columns' | 'at'> & { readonly id: number },
  signal: AbortSignal,
): Promise<Kept> {
  const { newest } = played
  if (newest === null)
    throw fail('invalid-request', 'Nothing is fetched yet: there is no state to compare with.', 'Run sync, or import the log.')
  const when = Math.min(at ?? newest, newest)
  const place = placeAt(played, when)
  const known = knownAt(played, store, when)
  const chosen = columnsFor(table, known, columns)
  const { several } = chosen
  const comparison = new Comparison(played, store, known, { places: placesOf(table, chosen), several, place, at: when })
  for await (const { rows, unread } of rowsOf(table, signal)) {
    for (const row of unread) comparison.takeUnread(row)
    for (const row of rows) comparison.take(row)
  }
  const found = await inTurns(comparison.compare())
  if (signal.aborted) throw fail('cancelled', 'The comparison was called off.')
  const byKind = new Map<ReconcileKind, readonly Found[]>(reconcileKinds.map((kind) => [kind, found.filter((each) => each.kind === kind)]))
  const explained = new Explained(played, store, known, { place, at: when })
  const { input } = table.beginning
  const { rows, read, repeated, agree, unread, more } = comparison
  return {
    played,
    summary: {
      id,
      file: input.name,
      sha256: input.disk.sha256 ?? '',
      bytes: input.disk.size,
      modifiedAt: table.modifiedAt,
      encoding: table.beginning.encoding,
      columns: chosen,
      asked: at,
      at: when,
      rows,
      read,
      repeated,
      agree,
      unread: [...unread],
      counts: Object.fromEntries([...byKind].map(([kind, of]) => [kind, of.length])) as Reconciled['counts'],
      more,
      unclear: played.replay.unclear.countUpTo(place),
    },
    listed: (kind) => {
      const of = kind === undefined ? found : (byKind.get(kind) ?? [])
      return { total: of.length, lines: (from, to, idOf) => of.slice(from, to).map((each) => explained.lineOf(each, idOf)) }
    },
  }
}

function columnsFor(table: Table, known: Known, given: ServiceParams<'files.reconcile'>['columns']) {
  const guess = guessColumns(table, known)
  const [user, role] = [given?.user ?? guess.user, given?.role ?? guess.role]
  const named = `Its columns are ${table.columns.slice(0, 40).join(', ')}.`
  if (user === null) throw fail('invalid-request', `No column of ${table.beginning.input.name} is like one of users.`, named)
  if (role === null) throw fail('invalid-request', `No column of ${table.beginning.input.name} is like one of roles.`, named)
  const path = given?.path !== undefined ? given.path : guess.path
  return { user, role, path: path === user || path === role ? null : path, several: given?.several ?? guess.several }
}

const knownAt = (played: Organisation, store: StateTenant['store'], at: number | null): Known =>
  new Known(played, store, at === null ? -1 : placeAt(played, at))

/** Lines `[from, to)`, with the ids of the entries that they name. Fails with `result-expired` where the log was played on since. */
export function linesOfKept({ organisation, store }: StateTenant, kept: Kept, kind: ReconcileKind | undefined, from: number, to: number) {
  return organisation.ask(async (played) => {
    if (played !== kept.played) throw fail('result-expired', 'Entries have arrived since the file was compared.', 'Compare it again.')
    const of = kept.listed(kind)
    return { total: of.total, lines: await linesOf(store, of, from, to) }
  })
}
