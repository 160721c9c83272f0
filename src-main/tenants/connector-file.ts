import { readFileSync, statSync } from 'node:fs'
import { connectorDefinition, definitionProblem, largestDefinition, type ConnectorDefinition } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'

/** A definition from a file. @throws AppFailure `invalid-request` with what is wrong and where in it */
export function readConnectorFile(path: string): ConnectorDefinition {
  const refuse = (problem: string) =>
    fail('invalid-request', `This file is not a connector. ${problem}`, 'Correct the file, then choose it again.', path)
  let json: unknown
  try {
    if (statSync(path).size > largestDefinition) throw refuse('It is larger than a connector can be.')
    json = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw refuse(`It is not JSON: ${thrown.message}.`)
    throw thrown instanceof Error && 'code' in thrown ? refuse('It cannot be read.') : thrown
  }
  const parsed = connectorDefinition.safeParse(json)
  if (!parsed.success) throw refuse(definitionProblem(parsed.error))
  return parsed.data
}
