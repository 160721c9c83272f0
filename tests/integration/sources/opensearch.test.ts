import { connectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { OpenSearch, opensearchToken } from './opensearch.ts'
import { proves } from './proof.ts'

const definition = definitionOf('opensearch')
let openSearch: OpenSearch
proves({
  name: 'opensearch',
  path: '/logs-audit-*',
  token: opensearchToken,
  // In small pages.
  connector: connectorDefinition.parse({
    ...definition,
    request: { ...definition.request, pageSize: { parameter: 'size', min: 10, max: 25 } },
  }),
  server: () => (openSearch = new OpenSearch()).server.listen(),
  expected: () => openSearch.expected(),
})
