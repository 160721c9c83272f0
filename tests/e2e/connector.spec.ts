import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { OktaLike, oktaToken } from '../okta-like/server.ts'
import { answerOpenDialog, expect, grid, synced, test } from './fixtures.ts'

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

test('a tenant of another kind: choose its connector, see what it reads before anything is kept, connect, read', async ({
  desk,
  folder,
}) => {
  const okta = await new OktaLike({ events: 1200 }).listen()
  // Markup and an order of writing turned round, in what the source calls its people.
  okta.events.push({ ...okta.events[1199], uuid: 'hostile', actor: { alternateId: 'eve@acme.test', displayName: '<img src=x onerror=alert(1)>\u202Egnp' } } as never) // prettier-ignore
  const { page } = desk
  const connector = page.getByRole('combobox', { name: 'Connector' })
  await expect(connector).toHaveValue('tenant-iam')

  // A file that is no connector: what is wrong, and where.
  const files = join(folder, 'files')
  mkdirSync(files)
  const definition = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../resources/connectors/okta-system-log.json'), 'utf8'),
  ) as object
  writeFileSync(join(files, 'wrong.json'), JSON.stringify({ ...definition, items: 'items' }))
  await answerOpenDialog(desk, join(files, 'wrong.json'))
  await connector.selectOption('From a file…')
  await expect(page.getByText('items: is not a JSON Pointer')).toBeVisible()
  await expect(connector).toHaveValue('tenant-iam')
  const title = 'Our <b>own</b> log'
  writeFileSync(join(files, 'own.json'), JSON.stringify({ ...definition, name: 'own', title, notes: ['Only <b>ours</b>.'] }))
  await answerOpenDialog(desk, join(files, 'own.json'))
  await connector.selectOption('From a file…')
  await expect(connector.locator('option:checked')).toHaveText(title)
  await expect(page.getByText('Only <b>ours</b>.')).toBeVisible()

  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(okta.url)
  await page.getByLabel('Access token').fill(oktaToken)
  await page.getByRole('button', { name: 'Test connection' }).click()
  const dryRun = page.getByRole('region', { name: 'What this connector reads' })
  await expect(dryRun).toContainText('20 entries in one page. Nothing is kept until you connect.')
  // Read beside raw, and what is not read.
  await expect(dryRun.getByRole('definition').filter({ hasText: 'group_member_add · group.user_membership.add' }).first()).toBeVisible()
  await expect(dryRun.getByRole('group', { name: 'Raw JSON of entry 1' })).toContainText('"eventType"')
  await expect(dryRun.getByRole('list', { name: 'Not read by the connector' })).toContainText('/severity')
  await expectNoViolations(page)
  if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-dry-run.png`, fullPage: true })

  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await synced(page, 1201)
  await expect(grid(page)).toContainText('eve@acme.test')
  await expect(page.locator('img[src="x"]')).toHaveCount(0)
  expect(okta.requests.every(({ authorization }) => authorization === `SSWS ${oktaToken}`)).toBe(true)
  // The definition is kept with the tenant, and the token is in neither.
  const kept = readFileSync(join(folder, 'settings.json'), 'utf8')
  expect(kept).toContain(JSON.stringify(title).slice(1, -1))
  expect(kept).not.toContain(oktaToken)
  await okta.close()
})
