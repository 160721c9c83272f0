import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, expectCount, grid, long, row, search, synced, test } from './fixtures.ts'

const hour = 3600_000

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}
const openSync = (page: Page) => page.getByRole('button', { name: 'Sync', exact: true }).first().click()
const coverageRow = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text })

test('a gap is seen, left out on request, and filled from an empty result', async ({ desk, tenant }) => {
  const { page } = desk
  // The tenant answers the newest page and then nothing: everything before stays a gap.
  await tenant.control('faults', { kind: 'forbidden', after: 2 })
  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(tenant.url)
  await page.getByLabel('Access token').fill(tenant.token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(row(page, 1)).toBeVisible()
  await openSync(page)
  await expect(page.getByText('iam:tenant:iam:audit:read is missing')).toBeVisible()
  await expect(coverageRow(page, 'Gap: Could not be fetched')).toBeVisible()
  await page.getByRole('button', { name: 'IAM Audit Logs' }).first().click()
  const strip = page.getByRole('region', { name: 'Time strip' })
  await expect(strip).toContainText('Gap: could not be fetched')
  await openSync(page)
  await tenant.control('faults', null)

  await page.getByRole('button', { name: /^Skip/ }).click()
  await expect(coverageRow(page, 'Gap: Left out on request')).toBeVisible()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(page.getByText(/Up to date as of/)).toBeVisible()
  await expect(coverageRow(page, 'Gap: Left out on request')).toBeVisible()
  await expectNoViolations(page)

  await page.getByRole('button', { name: 'IAM Audit Logs' }).first().click()
  await search(page, 'before:2025-10-01')
  await expect(page.getByText('No entries match')).toBeVisible()
  await expect(page.getByText(/Nothing is cached before .*; this range was not fetched/)).toBeVisible()
  await expect(strip.getByRole('list', { name: 'Times not fetched' })).toContainText('Gap: skipped')
  await page.getByRole('button', { name: 'Fetch it' }).click()
  await expect(grid(page).getByRole('row').nth(1)).toBeVisible()
  await openSync(page)
  // The rest of it is still left out; now that too.
  await expect(coverageRow(page, 'Gap: Left out on request')).toContainText('1 Oct')
  await page.getByRole('button', { name: /^Fetch / }).click()
  await expect(coverageRow(page, 'Gap: ')).toHaveCount(0)
  await page.getByRole('button', { name: 'IAM Audit Logs' }).first().click()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await synced(page, tenant.entries)
})

test('a re-check finds what differs, what vanished and what is new, and keeps it all', async ({ log, tenant }) => {
  const { ids: drifted } = (await tenant.control('drift', { count: 2 })) as { ids: string[] }
  const { ids: gone } = (await tenant.control('vanish', { count: 3 })) as { ids: string[] }
  await tenant.control('append', { count: 1, late: 5 * hour })
  const differ = drifted.filter((id) => !gone.includes(id)).length
  await openSync(log)
  const form = log.locator('form').filter({ hasText: 'To (exclusive)' })
  await form.getByLabel('From', { exact: true }).fill('2025-01-01')
  await form.getByRole('button', { name: 'Re-check' }).click()
  const results = log.getByRole('table', { name: 'Re-checks' })
  await expect(results).toContainText(`${differ} differ, 3 vanished at the tenant, 1 new`, { timeout: 30_000 })
  await expectNoViolations(log)

  await results.getByRole('button', { name: 'Show vanished' }).click()
  await expectCount(log, 3)
  await grid(log).focus()
  await log.keyboard.press('Enter')
  await expect(log.getByText('Vanished at the tenant.')).toBeVisible()

  await search(log, 'is:late')
  await expectCount(log, 1)
  await row(log, 1).click()
  await expect(log.getByText(/Arrived late, 5 h\b.* after it happened/)).toBeVisible()

  await search(log, 'is:drifted')
  await expectCount(log, differ)
  await row(log, 1).click()
  await log.getByRole('button', { name: 'compare with this one' }).first().click()
  await expect(log.getByRole('complementary', { name: 'Entry details' })).toContainText('Every version is kept')
  await expectNoViolations(log)
})

test('what the tenant has forgotten stays, and is marked', { tag: long }, async ({ log, tenant }) => {
  await tenant.control('settings', { retentionDays: 30 })
  await openSync(log)
  await log.getByRole('button', { name: 'Sync now' }).click()
  await expect(coverageRow(log, 'the tenant has since forgotten it')).toBeVisible()
  await expect(log.getByText(/entries that the tenant has since forgotten/)).toBeVisible()
  await expect(log.getByText(/730 days \(as of/)).toBeVisible()
  await expectNoViolations(log)
  await log.getByRole('button', { name: 'IAM Audit Logs' }).first().click()
  await search(log, 'before:2025-10-01')
  await row(log, 1).click()
  await expect(log.getByText('Only here.')).toBeVisible()
  if (process.env['LOOK']) await log.screenshot({ path: `${process.env['LOOK']}-only-here.png` })
  await expectNoViolations(log)
})
