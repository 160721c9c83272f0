import { visible } from '../visible.ts'
import { xml } from './cell.ts'

/** The fixed parts of a workbook (ECMA-376, Office Open XML), and the ends of a sheet. */
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

export const sheetPath = (number: number): string => `xl/worksheets/sheet${number}.xml`

/** The cells of a sheet that are a table: its columns, and its rows with the heading. */
export interface SheetTable {
  readonly columns: number
  readonly rows: number
}
export interface Sheet {
  readonly name: string
  /** Null for a sheet of sentences. */
  readonly table: SheetTable | null
}

/** `A`, …, `Z`, `AA`, … for 1, 2, … */
function columnName(number: number): string {
  const last = (number - 1) % 26
  return (number > 26 ? columnName((number - 1 - last) / 26) : '') + String.fromCharCode(65 + last)
}
const range = ({ columns, rows }: SheetTable, fixed = ''): string => `${fixed}A${fixed}1:${fixed}${columnName(columns)}${fixed}${rows}`

/** Every part but the sheets, by path. */
export function fixedParts(
  sheets: readonly Sheet[],
  { title, author }: { readonly title: string; readonly author: string },
): readonly (readonly [path: string, text: string])[] {
  const numbered = sheets.map((sheet, i) => ({ ...sheet, number: i + 1 }))
  const parts = numbered.map(({ number }) => `<Override PartName="/${sheetPath(number)}" ContentType="${kind}.worksheet+xml"/>`)
  const listed = numbered.map(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`)
  // What a spreadsheet writes itself for a filter and for a heading that is printed on every page.
  const names = numbered.flatMap(({ name, number, table }) =>
    table
      ? [
          `<definedName name="_xlnm._FilterDatabase" localSheetId="${number - 1}" hidden="1">'${name}'!${range(table, '$')}</definedName>`,
          `<definedName name="_xlnm.Print_Titles" localSheetId="${number - 1}">'${name}'!$1:$1</definedName>`,
        ]
      : [],
  )
  const related = numbered.map(
    ({ number }) => `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  )
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${parts.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packaged}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      'docProps/core.xml',
      `${declaration}<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(visible(title))}</dc:title><dc:creator>${xml(visible(author))}</dc:creator></cp:coreProperties>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${listed.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${packaged}/relationships">${related.join('')}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    // Style 1: a heading. 2: a text that wraps. 3: a date with its time of day. 4: a name beside a text.
    [
      'xl/styles.xml',
      `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf fontId="0" xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/><xf fontId="0" xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf><xf numFmtId="164" fontId="0" xfId="0" applyNumberFormat="1"/><xf fontId="1" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs></styleSheet>`,
    ],
  ]
}

/** A sheet up to its first row: `widths` of its columns in characters, its first row always in sight where it is a heading; printed as wide as a page. */
export function sheetHead(widths: readonly number[], hasHeading: boolean): string {
  const pane = hasHeading ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : ''
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
  return `${declaration}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>`
}

/** The end of a sheet; a table can be filtered by each of its columns. */
export const sheetEnd = (table: SheetTable | null): string =>
  `</sheetData>${table ? `<autoFilter ref="${range(table)}"/>` : ''}<pageSetup orientation="${table ? 'landscape' : 'portrait'}" fitToHeight="0"/></worksheet>`
