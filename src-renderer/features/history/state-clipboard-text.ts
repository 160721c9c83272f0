import type { Subject, SubjectState } from '@contract/history.ts'
import { doubtText, existenceText, stateParts, subjectKind } from '@language/state-text.ts'
import { fullTime } from '../../composables/time-format.ts'

interface StateOf {
  readonly subject: Subject
  /** As a person calls it. */
  readonly name: string
  readonly state: SubjectState
  /** Ms. */
  readonly at: number
  /** IANA. */
  readonly zone: string
}

/** A state as lines of text, whole, with what the log does not prove of it. Texts of the tenant stand as they were sent. */
export function stateClipboardText({ subject, name, state, at, zone }: StateOf): string {
  const existence = existenceText(state)
  const time = (ms: number): string => fullTime(ms, zone)
  const parts = stateParts(state).flatMap(({ title, count, values }) =>
    count === null
      ? [`${title}: ${values[0]?.text ?? ''}`]
      : [`${title} (${count})`, ...values.map(({ text, id }) => `\t${text}${id === '' ? '' : `\t${id}`}`)],
  )
  return [
    `State of ${subjectKind(subject)} ${name}, as of ${time(at)}`,
    ...(existence === '' ? [] : [existence]),
    ...parts,
    ...(state.doubts.length > 0 ? ['Not proved by the log', ...state.doubts.map((doubt) => `\t${doubtText(doubt, time)}`)] : []),
    '',
  ].join('\n')
}
