import type { Answer } from '@contract/api.ts'
import { caseStatus, type CaseEdit } from '@contract/casework.ts'
import type { CaseworkStore } from './store.ts'

/** Edits in one answer, and letters after which it ends: a summary saves itself while it is typed, and each time all of it is kept. */
const [mostEdits, mostLetters] = [100, 2_000_000]

interface Line {
  readonly line: number
  readonly at: number
  readonly author: string
  readonly note: number | null
  readonly before: string | null
  readonly after: string
}

/** What was edited of a case and of the notes in it, newest first. @param before a line of the history: the edits older than it */
export function caseHistory(casework: CaseworkStore, id: number, before: number | null): Answer<'case.history'> {
  const select = `SELECT id AS line, at, author, CASE kind WHEN 'note' THEN subject END AS note, before, after FROM history
    WHERE (kind = 'case' AND subject = @id OR kind = 'note' AND subject IN (SELECT id FROM case_note WHERE case_id = @id))
      AND (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @most`
  return casework.read((db) => {
    const edits: CaseEdit[] = []
    let letters = 0
    for (const found of db.prepare(select).iterate({ id, before, most: mostEdits + 1 }) as Iterable<Line>) {
      letters += (found.before?.length ?? 0) + found.after.length
      if (edits.length === mostEdits || (edits.length > 0 && letters > mostLetters)) return { edits, more: true }
      edits.push({ ...found, before: found.before === null ? null : stateIn(found.before), after: stateIn(found.after) })
    }
    return { edits, more: false }
  })
}

/** As every version of the application wrote it: a summary was called a description, and before that there was none. */
function stateIn(json: string): CaseEdit['after'] {
  const state = (JSON.parse(json) ?? {}) as Readonly<Record<string, unknown>>
  const text = [state['text'], state['summary'], state['description']].find((each) => typeof each === 'string') ?? ''
  const [title, status] = [state['title'], caseStatus.safeParse(state['status'])]
  return {
    ...(typeof title === 'string' && { title }),
    ...(status.success && { status: status.data }),
    text,
    removed: state['removed'] === true,
  }
}
