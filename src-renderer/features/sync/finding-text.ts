import type { ContinuityFinding } from '@contract/access.ts'

/** What a finding says, and when it is about. `moment` writes a time, ms. */
export function findingText(finding: ContinuityFinding, moment: (ms: number) => string): { readonly what: string; readonly when: string } {
  const { subject, aspect, test, from, to } = finding
  const name = subject.name ?? subject.id
  const subjectText = `${subject.type.replaceAll('_', ' ')}${name === null ? '' : ` ${name}`}`
  const at = (ms: number | null): string => (ms === null ? 'an unknown time' : moment(ms))
  const when = from === to ? at(from) : `between ${at(from)} and ${at(to)}`
  switch (test) {
    case 'C3':
      return {
        what: `What an entry says of the ${aspect} of ${subjectText} before it is not what the entry before it left: one between them is missing or was altered, or the source writes none for such a change.`,
        when,
      }
    case 'C4':
      return {
        what: `The order of two entries about ${subjectText} (${aspect}) cannot be: something was taken away or changed that was not there. One between them is missing, or one was altered.`,
        when,
      }
    case 'C6':
      return aspect === 'text'
        ? { what: `The entry about ${subjectText} came again with the same id and another text. Both versions are kept.`, when }
        : { what: `Two entries about ${subjectText} are the same but for their ids: one of them may be a copy.`, when }
    case 'C7':
      return {
        what: `The entry about ${subjectText} says a time later than the moment at which it was received.`,
        when: `received ${at(from)}, says ${at(to)}`,
      }
  }
}
