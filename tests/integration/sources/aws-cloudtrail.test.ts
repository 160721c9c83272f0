import { expect, it } from 'vitest'
import { connectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { compileConnector } from '../../../src-main/data-service/connector/compile.ts'
import { CloudTrail, cloudtrailToken, trailExpected, trailRecord } from './cloudtrail.ts'
import { proves } from './proof.ts'

const definition = definitionOf('aws-cloudtrail')
let cloudTrail: CloudTrail
proves({
  name: 'aws-cloudtrail',
  token: cloudtrailToken,
  // As it is, but for its budget: two requests a second would be a slow test.
  connector: connectorDefinition.parse({ ...definition, rateLimit: {} }),
  server: () => (cloudTrail = new CloudTrail()).server.listen(),
  expected: () => cloudTrail.expected(),
})

it('AWS is asked at most twice a second', () => {
  expect(definition.rateLimit.budget).toEqual({ requests: 2, perSeconds: 1 })
})

it('a record of a trail’s file says the same as the event that the API gives', () => {
  const [form] = definition.files?.forms ?? []
  const { mapItem } = compileConnector({ ...definition, entry: form?.entry ?? definition.entry })
  for (let n = 0; n < 9; n++) {
    const at = Date.UTC(2026, 2, 1, 10, 0, n)
    const entry = mapItem(JSON.stringify(trailRecord(n, at)), { id: () => 'none' })
    const { changes, ...expected } = trailExpected(n, at) as { readonly changes?: Readonly<Record<string, string>> }
    expect(entry).toMatchObject(expected)
    expect(entry.parseError).toBeUndefined()
    if (changes)
      expect(entry.changes).toMatchObject(
        Object.fromEntries(Object.entries(changes).map(([side, text]) => [side, JSON.parse(text) as unknown])),
      )
  }
})
