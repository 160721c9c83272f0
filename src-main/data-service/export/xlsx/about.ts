import { factsOf } from '../about/facts.ts'
import type { ChangedInOneWay, CellChange } from '../changed-cells.ts'
import type { Summary } from '../summary.ts'
import { rowOf } from './cell.ts'
import { sheetEnd, sheetHead } from './parts.ts'

const [heading, wrapped, name] = [1, 2, 4]
const labels = { reference: 'Reference', preparedBy: 'Prepared by', reviewedBy: 'Reviewed by' } as const

/** What a workbook is, in sentences, for who has only the workbook. */
export function aboutSheet(
  summary: Summary,
  changed: Readonly<Partial<Record<CellChange, ChangedInOneWay & { readonly how: string }>>>,
): string {
  const { report } = summary.run.request
  const given = (Object.keys(labels) as (keyof typeof labels)[]).filter((each) => report[each] !== '')
  const rows: (readonly [name: string, sentence: string])[] = [
    ...given.map((each) => [labels[each], report[each]] as const),
    ...factsOf(summary).flatMap(({ name, sentences }) => sentences.map((sentence, i) => [i === 0 ? name : '', sentence] as const)),
    ...Object.values(changed).map(({ cells, how }, i) => [i === 0 ? 'Changed cells' : '', `${how}: ${cells} ${cells === 1 ? 'cell' : 'cells'}.`] as const),
    ['', 'The manifest beside this file names them, and records the query, the coverage and the SHA-256 of this file.'],
  ] // prettier-ignore
  const title = report.title || `IAM audit log of ${summary.run.shown.name}`
  return [
    sheetHead([22, 110], false),
    rowOf([title], heading),
    ...rows.map(([label, sentence]) => `<row>${cellsOf(label, name)}${cellsOf(sentence, wrapped)}</row>`),
    sheetEnd(null),
  ].join('')
}

const cellsOf = (text: string, style: number): string => rowOf([text], style).slice('<row>'.length, -'</row>'.length)
