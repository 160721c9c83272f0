import { isSelection } from '@contract/export.ts'
import { markInfo } from '@contract/marks.ts'
import { copiesAre, doesNotProve, peopleAre } from '../manifest.ts'
import { humanTime } from '../human-time.ts'
import type { Summary } from '../summary.ts'
import { askedWords, coverageWords } from './period-words.ts'

/** Something that is to be known of an export, as sentences under a name. Texts may hold what the tenant or a person wrote. */
export interface Fact {
  readonly name: string
  readonly sentences: readonly string[]
  /** `warn`: a reader must not overlook it. */
  readonly tone?: 'warn'
}

const grouped = new Intl.NumberFormat('en-US')
const number = (value: number): string => grouped.format(value)
const entries = (count: number): string => `${number(count)} ${count === 1 ? 'entry' : 'entries'}`

/** What an export is and rests on, the period and its coverage first. For people: the manifest has the same for programs. */
export function factsOf(summary: Summary): readonly Fact[] {
  const { run, counts } = summary
  return [
    { name: 'Period asked for', sentences: [askedWords(summary)] },
    { name: 'Coverage', sentences: coverageWords(summary), ...(!summary.period.complete && { tone: 'warn' as const }) },
    { name: 'Query', sentences: queryWords(summary) },
    { name: 'Entries', sentences: countWords(summary) },
    ...(counts.exported < counts.matching ? [leftOut(summary)] : []),
    { name: 'Times', sentences: timeWords(summary) },
    ...markFacts(summary),
    quality(summary),
    { name: 'Source', sentences: [`The IAM audit log of ${run.shown.name}, ${run.shown.url}.`, ...connectorWords(summary)] },
    ...peopleFacts(summary),
    ...(summary.frozen ? [copies(summary.frozen)] : []),
    ...(summary.noted === null ? [] : [{ name: 'Bookmarks', sentences: [`${entries(summary.noted)} bookmarked, shown with note, tags and case.`] }]),
    { name: 'Exported', sentences: [`On ${humanTime(summary.startedAt, run.request.zone)} by ${summary.who} with ${run.application} (${run.via}).`] },
    { name: 'What it proves', sentences: [doesNotProve] },
  ] // prettier-ignore
}

function queryWords({ query, description, run }: Summary): string[] {
  return [
    `${description}.`,
    ...(query === '' ? [] : [`As it was asked: ${query}`]),
    ...(isSelection(run.request) ? ['Of these, only the rows that a person selected.'] : []),
  ]
}

function countWords({ counts }: Summary): string[] {
  return [
    `${entries(counts.matching)} of the ${number(counts.cached)} in this copy of the log: ${number(counts.success)} successful, ${number(counts.failed)} failed, ${number(counts.unknown)} of unknown status.`,
  ]
}

function leftOut({ counts, run }: Summary): Fact {
  const { order, sort = 'time' } = run.request
  const which = sort !== 'time' ? 'first' : order === 'asc' ? 'oldest' : 'newest'
  return {
    name: 'Left out',
    sentences: [
      `Only the ${which} ${number(counts.exported)} of them are listed below: a PDF takes no more. Counts and histogram are of all.`,
    ],
    tone: 'warn',
  }
}

function timeWords({ span, counts, run: { request } }: Summary): string[] {
  const { zone } = request
  const clock =
    zone === 'UTC'
      ? 'Times are in UTC.'
      : `Times are by the clock of ${zone}${request.format === 'xlsx' ? '' : ', each with its offset from UTC'}.`
  return [
    ...(span ? [`The oldest entry is of ${humanTime(span.oldest, zone)}, the newest of ${humanTime(span.newest, zone)}.`] : []),
    clock,
    ...(counts.undated === 0
      ? []
      : [
          `${entries(counts.undated)} ${counts.undated === 1 ? 'has a time' : 'have times'} that cannot be read: last in the list, and in no period.`,
        ]),
  ]
}

function quality({ counts, readBy: { defaultStatus } }: Summary): Fact {
  const { late, drifted, vanished, invalid } = counts
  const found = [
    ...(late > 0 ? [`${entries(late)} arrived late.`] : []),
    ...(drifted > 0 ? [`${entries(drifted)} changed at the tenant after being fetched: what was received first is shown.`] : []),
    ...(vanished > 0
      ? [`${entries(vanished)} ${vanished === 1 ? 'is' : 'are'} no longer sent by the tenant, although it keeps their time.`]
      : []),
    ...(invalid > 0
      ? [`${entries(invalid)} ${invalid === 1 ? 'does' : 'do'} not fit the expected format; what could be read is shown.`]
      : []),
  ]
  return {
    name: 'Data quality',
    sentences: [
      ...(found.length > 0
        ? found
        : ['No entry arrived late, changed or disappeared at the tenant, or failed to fit the expected format.']),
      ...(defaultStatus === null ? [] : [`Where an entry says no status, ${defaultStatus} is taken by default, and the entry says so.`]),
    ],
    ...(drifted + vanished + invalid > 0 && { tone: 'warn' as const }),
  }
}

function markFacts({ marks: { counts, notKnown } }: Summary): Fact[] {
  const found = [...counts].map(([name, count]) => `${markInfo(name).title} (${entries(count)}): ${markInfo(name).reason}`)
  const missing = notKnown > 0 ? [`Of ${entries(notKnown)} of this copy of the log not all marks were known.`] : []
  if (found.length + missing.length === 0) return []
  const sentences = [...found, 'A mark is what a rule says of an entry; it accuses nobody.', ...missing]
  return [{ name: 'Marks', sentences, ...(notKnown > 0 && { tone: 'warn' as const }) }]
}

function peopleFacts({ people }: Summary): Fact[] {
  if (people.length === 0) return []
  const named = people.slice(0, 20).map(({ names, author }) => `${names.join(', ')} (said by ${author}).`)
  const more = people.length > 20 ? [`And ${number(people.length - 20)} more, which the manifest names.`] : []
  return [{ name: 'People', sentences: [peopleAre, ...named, ...more] }]
}

function connectorWords({ readBy: { name, title, builtIn, mapping } }: Summary): string[] {
  const whose = builtIn ? 'built in' : 'a definition given for this tenant'
  return [`Read by the connector ${title} (${name}, ${whose}), version ${mapping.slice(0, 12)} of its mapping.`]
}

function copies({ absent, differs, damaged }: NonNullable<Summary['frozen']>): Fact {
  return {
    name: 'Copies',
    sentences: [
      copiesAre,
      `${number(absent)} are not in the cache any more; of ${number(differs)} the cache has another text.`,
      ...(damaged > 0 ? [`${number(damaged)} no longer have their SHA-256.`] : []),
    ],
    ...(damaged > 0 && { tone: 'warn' as const }),
  }
}
