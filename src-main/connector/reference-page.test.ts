import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectorDefinition, definitionProblem } from '@contract/connector.ts'
import { compileConnector } from '../data-service/connector/compile.ts'
import { sentEntry } from '../data-service/connector/sent-entry.ts'
import { rawDefinition } from './fixtures/define.ts'

interface Example {
  readonly heading: string
  readonly parts: Readonly<Record<string, unknown>>
  /** Its text: numbers are as they are written. */
  item?: string
  gives?: object
}

const page = readFileSync(join(import.meta.dirname, '../../docs/connectors.md'), 'utf8')

/** The blocks of the page, each with the item and the entry that follow it. */
function examplesOf(): Example[] {
  const found: Example[] = []
  let heading = ''
  for (const [, title, kind, text = ''] of page.matchAll(/^#{2,3} (.+)$|^```json ?(item|gives)?\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else if (kind === 'item') Object.assign(found.at(-1) as Example, { item: text.trim() })
    else if (kind === 'gives') Object.assign(found.at(-1) as Example, { gives: JSON.parse(text) as object })
    else found.push({ heading, parts: JSON.parse(text) as Example['parts'] })
  }
  return found
}

const examples = examplesOf()
const least = { id: 'e1', time: '2026-03-01T10:00:00Z', action: 'an_action', actor: 'ada@acme.test' }

describe('the reference page of the language', () => {
  it('has an example under every heading that explains a mechanism', () => {
    expect(examples.length).toBeGreaterThan(20)
    expect(examples.filter(({ gives }) => gives !== undefined).length).toBeGreaterThan(13)
  })

  it.each(examples)('$heading: the example is a definition, and gives what is said', ({ parts: { entry, ...parts }, item, gives }) => {
    const parsed = connectorDefinition.safeParse(rawDefinition({ schema: 2, ...parts }, (entry ?? {}) as Record<string, unknown>))
    expect(parsed.success ? null : definitionProblem(parsed.error)).toBeNull()
    if (!parsed.success || item === undefined) return
    const text = item.startsWith('[') ? item : JSON.stringify({ ...least, ...(JSON.parse(item) as object) })
    // With its own text where it names a number that JavaScript has not.
    const exact = /\d{16}/.test(item) ? `${JSON.stringify(least).slice(0, -1)},${item.slice(1)}` : text
    expect(sentEntry(compileConnector(parsed.data).mapItem(exact, { id: () => 'none' }))).toMatchObject(gives ?? {})
  })
})
