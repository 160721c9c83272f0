import { stateBit } from '../cache/columns/columns.ts'
import type { Job } from './job.ts'
import { EntryTexts } from './read.ts'
import { Turns } from './turns.ts'

/** Entries that are named in a manifest; beyond it they are counted only. */
const listedMisfits = 1_000

export interface Misfits {
  readonly entries: number
  /** `row` as in the table; `why` names what could not be read, and what was cut because it is too long. */
  readonly listed: readonly { readonly row: number; readonly why: string }[]
  readonly complete: boolean
}

/** The entries of a table that do not fit the connector, each with the reason: their cells may be empty, or hold less than was sent. */
export async function misfitsOf({ store, keys, signal, summary }: Job): Promise<Misfits> {
  const listed: { row: number; why: string }[] = []
  const entries = summary.counts.invalid
  const texts = new EntryTexts(store)
  const turns = new Turns(signal)
  for (let i = 0; i < keys.length && listed.length < Math.min(entries, listedMisfits); i++) {
    const key = keys[i] as number
    if (((store.columns.state[key] as number) & stateBit.invalid) === 0) continue
    texts.find(key)
    listed.push({ row: i + 1, why: texts.entry().parseError ?? '' })
    if (turns.due) await turns.give()
  }
  return { entries, listed, complete: listed.length === entries }
}
