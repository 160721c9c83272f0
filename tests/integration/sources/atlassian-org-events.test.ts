import { Atlassian, atlassianToken } from './atlassian.ts'
import { proves } from './proof.ts'

let atlassian: Atlassian
proves({
  name: 'atlassian-org-events',
  path: '/admin/v1/orgs/a1b2-org',
  token: atlassianToken,
  server: () => (atlassian = new Atlassian()).server.listen(),
  expected: () => atlassian.expected(),
})
