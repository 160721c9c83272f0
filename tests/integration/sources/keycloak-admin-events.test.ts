import { Keycloak, keycloakToken } from './keycloak.ts'
import { proves } from './proof.ts'

let keycloak: Keycloak
proves({
  name: 'keycloak-admin-events',
  path: '/admin/realms/acme',
  token: keycloakToken,
  server: () => (keycloak = new Keycloak()).server.listen(),
  expected: () => keycloak.expected(),
  rounds: 2,
})
