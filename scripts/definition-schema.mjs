// Writes resources/connectors/definition.schema.json: `node scripts/definition-schema.mjs`, whenever the schema of definitions changes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { definitionShape } from '../src-preload/contract/connector.ts'
import { definitionSchema } from './lib/definition-schema.mjs'

const path = join(import.meta.dirname, '../resources/connectors/definition.schema.json')
writeFileSync(path, `${JSON.stringify(definitionSchema(definitionShape), null, 2)}\n`)
console.log(`${path} is written.`)
