import { secretsText } from '../../../src-main/credentials/secrets-text.ts'
import { Workspace, workspaceAccount, workspaceAdmin } from './google-workspace.ts'
import { proves } from './proof.ts'

let workspace: Workspace
proves({
  name: 'google-workspace-admin',
  get token() {
    return secretsText({ serviceAccount: workspaceAccount, subject: workspaceAdmin, tokenUrl: `${workspace.server.url}/token` })
  },
  server: () => (workspace = new Workspace()).server.listen(),
  expected: () => workspace.expected(),
  rounds: 3,
})
