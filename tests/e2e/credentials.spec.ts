import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Entra, entraClient } from '../integration/sources/entra.ts'
import { answerOpenDialog, expect, grid, synced, test } from './fixtures.ts'

test('a source that gives out tokens: its fields are asked for, a wrong secret is told, and the log is read with a token that nobody typed', async ({
  desk,
  folder,
}) => {
  const entra = new Entra()
  const server = await entra.server.listen()
  const { page } = desk
  // Entra's own definition, but for the address that gives out tokens: here on the tenant's own.
  const definition = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../resources/connectors/entra-directory-audits.json'), 'utf8'),
  ) as { readonly request: { readonly credentials: object } }
  const credentials = { ...definition.request.credentials, tokenUrl: '/{tenantId}/oauth2/v2.0/token' }
  const files = join(folder, 'files')
  mkdirSync(files)
  writeFileSync(join(files, 'own.json'), JSON.stringify({ ...definition, name: 'own', request: { ...definition.request, credentials } }))
  await answerOpenDialog(desk, join(files, 'own.json'))
  await page.getByRole('combobox', { name: 'Connector' }).selectOption('From a file…')
  await expect(page.getByText('An access token is asked for at the tenant’s own address')).toBeVisible()
  await expect(page.getByLabel('Access token')).toHaveCount(0)

  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(server.url)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('Enter: Client secret.')).toBeVisible()
  expect(server.asked).toHaveLength(0)

  await page.getByLabel('Tenant ID').fill(entraClient.tenantId)
  await page.getByLabel('Client ID').fill(entraClient.clientId)
  await page.getByLabel('Client secret').fill('canary-of-another')
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('alert')).not.toContainText('canary')

  await page.getByLabel('Client secret').fill(entraClient.clientSecret)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('The connection works.')).toBeVisible()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await synced(page, entra.expected().length)
  await expect(grid(page)).toContainText('ada@acme.test')

  // The secret goes to the one address, by its form, and the token to the other.
  const asking = server.asked.filter(({ url }) => url.pathname.endsWith('/token'))
  expect(asking.length).toBeGreaterThan(0)
  for (const { method, url, headers, body } of asking) {
    expect([method, url.search, headers.authorization]).toEqual(['POST', '', undefined])
    expect(body).toContain('grant_type=client_credentials')
  }
  for (const { url, headers, body } of server.asked.filter((each) => !asking.includes(each))) {
    expect(headers.authorization).toMatch(/^Bearer canary-token-\d+$/)
    expect(url.href + body + JSON.stringify(headers)).not.toContain(entraClient.clientSecret)
  }
  for (const kept of ['settings.json', 'tokens.json']) {
    const text = readKept(join(folder, kept))
    expect(text).not.toContain('canary-token')
    expect(text).not.toContain(entraClient.clientSecret)
  }
  await server.close()
})

function readKept(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
