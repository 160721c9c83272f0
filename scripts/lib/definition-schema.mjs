import { z } from 'zod'

/**
 * The JSON Schema of a connector's definition, as editors read it. Rules that no JSON Schema can say (patterns of times, what contradicts what) are the
 * application's to check.
 * @param {import('zod').ZodType} shape `definitionShape` of the contract
 */
export function definitionSchema(shape) {
  const { $schema, required = [], ...schema } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any', reused: 'ref' })
  // What has files only is never asked, and need not say how.
  const ofApi = ['request', 'paging', 'order', 'items']
  const isFilesOnly = { properties: { files: { properties: { only: { const: true } }, required: ['only'] } }, required: ['files'] }
  return {
    $schema,
    title: 'Definition of a connector',
    description: 'How the audit log of one source is asked and read. See docs/connectors.md.',
    ...schema,
    required: required.filter((name) => !ofApi.includes(name)),
    if: isFilesOnly,
    else: { required: ofApi },
  }
}
