import type { PageAnswer } from '@contract/service.ts'
import { AppFailure } from '@contract/errors.ts'
import { LinkExpired } from './file-download.ts'
import type { FileLink } from './file-link.ts'
import type { Jobs, ReadyJob } from './jobs.ts'
import type { WalkPlan } from './plan.ts'
import type { SpooledFile } from './ports.ts'
import type { WalkEnd } from './walk.ts'

export interface FileWalkPorts {
  readonly signal: AbortSignal
  readonly jobs: Jobs
  /** Entries a page, for sources that make pages of a file. */
  readonly limit: number
  readonly linkIn: (ready: ReadyJob) => FileLink
  readonly spool: () => Promise<SpooledFile>
  readonly download: (link: FileLink, into: SpooledFile) => Promise<void>
  /** Has the whole file read, and its window claimed when all of it was. */
  readonly commit: (plan: WalkPlan, file: SpooledFile, ready: ReadyJob) => Promise<PageAnswer>
  readonly committed: (answer: PageAnswer, ready: ReadyJob) => Promise<void>
  /** Waits as the failure asks and returns, or throws. */
  readonly recover: (failure: unknown) => Promise<void>
}

/** Addresses that one job may have lost, and files that may be read wrongly in a row: what goes on so is told. */
const [linksOfJob, brokenFiles] = [2, 3]

/** Walks a window whose entries come as one file: asked for, waited for, fetched, read. Rejects with what `recover` throws. */
export async function walkFile(plan: WalkPlan, ports: FileWalkPorts): Promise<WalkEnd> {
  const { jobs, signal, limit } = ports
  let [links, broken] = [0, 0]
  for (;;) {
    try {
      const ready = await jobs.ready({ window: plan.ask, cursor: null, limit }, signal)
      const link = ports.linkIn(ready)
      const file = await ports.spool()
      try {
        await ports.download(link, file)
        await file.close()
        const answer = await ports.commit(plan, file, ready)
        jobs.forget()
        await ports.committed(answer, ready)
        return 'done'
      } finally {
        await file.remove()
      }
    } catch (thrown) {
      if (thrown instanceof LinkExpired) {
        // The source makes another address for the same file; where that is no better, the file is gone.
        if (++links % linksOfJob === 0) jobs.forget()
        else jobs.refresh()
      } else if (thrown instanceof AppFailure && thrown.error.code === 'invalid-page') {
        if (++broken >= brokenFiles) throw thrown
      } else if (thrown instanceof AppFailure && thrown.error.code === 'cross-origin-next') jobs.forget()
      await ports.recover(thrown)
    }
  }
}
