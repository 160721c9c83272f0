import { secretsText } from '../../../src-main/credentials/secrets-text.ts'
import { GoogleCloud } from './google-cloud.ts'
import { workspaceAccount } from './google-workspace.ts'
import { proves } from './proof.ts'

let cloud: GoogleCloud
proves({
  name: 'google-cloud-audit',
  get token() {
    return secretsText({ serviceAccount: workspaceAccount, tokenUrl: `${cloud.server.url}/token` })
  },
  server: () => (cloud = new GoogleCloud()).server.listen(),
  expected: () => cloud.expected(),
  rounds: 3,
})
