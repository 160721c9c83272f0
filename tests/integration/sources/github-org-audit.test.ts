import { Github, githubToken } from './github.ts'
import { proves } from './proof.ts'

let github: Github
proves({
  name: 'github-org-audit',
  path: '/orgs/acme',
  token: githubToken,
  server: () => (github = new Github()).server.listen(),
  expected: () => github.expected(),
  rounds: 3,
})
