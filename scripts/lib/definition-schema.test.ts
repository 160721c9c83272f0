import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { definitionShape } from '@contract/connector.ts'
import { definitionSchema } from './definition-schema.mjs'

const published = join(import.meta.dirname, '../../resources/connectors/definition.schema.json')

it('the published JSON Schema is the one that definitions are checked with', () => {
  // When this fails: node scripts/definition-schema.mjs
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(definitionSchema(definitionShape))))
})

it('the published JSON Schema knows the members of a definition and refuses others', () => {
  const { properties, additionalProperties, required } = JSON.parse(readFileSync(published, 'utf8')) as {
    properties: Record<string, unknown>
    additionalProperties: boolean
    required: string[]
  }
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(['schema', 'request', 'paging', 'window', 'entry', 'files', 'drift']))
  expect([additionalProperties, required.includes('entry')]).toEqual([false, true])
})
