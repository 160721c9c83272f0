import { mostMissing, type MissingStretch } from '@contract/access.ts'
import type { StateTenant } from './answers.ts'
import { nameAt } from './line-doubts.ts'
import { timeAt, type Organisation } from './organisation.ts'

interface Missing {
  readonly total: number
  readonly stretches: MissingStretch[]
}

/** Times in which an entry must be missing (C3 and C4), of logs that somebody has asked to be played: nothing is played for it. */
export class MissingEntries {
  private readonly found = new WeakMap<StateTenant['organisation'], { readonly version: string; readonly missing: Missing }>()

  /** Takes note of a tenant's log, which is about to be played for somebody. */
  of(tenant: StateTenant): StateTenant {
    const { organisation } = tenant
    const note = (played: Organisation): void => {
      const version = versionOf(tenant)
      if (this.found.get(organisation)?.version !== version) this.found.set(organisation, { version, missing: missingIn(played) })
    }
    // Who asked for it is told what stopped it.
    organisation.ask(note).catch(() => undefined)
    return tenant
  }

  /** Null where nothing was played since the log grew. */
  known(tenant: StateTenant): Missing | null {
    const found = this.found.get(tenant.organisation)
    return found?.version === versionOf(tenant) ? found.missing : null
  }
}

const versionOf = ({ store, times }: StateTenant): string => {
  const { entries, intervals, gaps } = times.coverage()
  return JSON.stringify([store.columns.length, entries, intervals, gaps])
}

/** Oldest first. What was not fetched explains what is missing in it. */
function missingIn(organisation: Organisation): Missing {
  const { replay, unfetched } = organisation
  const found: MissingStretch[] = []
  for (const { thing, aspect, earlier, later } of replay.findings) {
    const [from, to] = [timeAt(organisation, earlier.place), timeAt(organisation, later.place)]
    if (from === null || to === null || unfetched.some((gap) => gap.from < to && gap.to > from)) continue
    found.push({ from, to, what: nameAt(organisation, thing, later.place), aspect, earlier: earlier.key, later: later.key })
  }
  found.sort((a, b) => a.from - b.from || a.to - b.to)
  return { total: found.length, stretches: found.slice(0, mostMissing) }
}
