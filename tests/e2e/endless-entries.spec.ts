import type { Page } from '@playwright/test'
import { endlessItems } from '../endless-tenant/items.ts'
import { startEndlessTenant } from '../endless-tenant/server.ts'
import { connect, expect, long, row, synced, test } from './fixtures.ts'

const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })

test(
  'entries without end are opened: what is not read says so, and the raw text is there (issue 12.18)',
  { tag: long },
  async ({ desk }) => {
    const items = endlessItems(false)
    const tenant = await startEndlessTenant(items)
    const { page } = desk
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    await connect(page, tenant.url, tenant.token)
    await synced(page, items.length)
    for (const [i, { id, said }] of items.entries()) {
      await row(page, i + 1).click()
      const details = drawer(page)
      await expect(details).toContainText(id)
      if (said !== null) await expect(details).toContainText(said)
      const changes = details.getByRole('region', { name: 'Changes' })
      if (said !== null && id !== 'deep-elsewhere') await expect(changes).toContainText('It is kept as received: see the raw JSON below.')
      const toggle = details.getByRole('button', { name: 'Raw JSON', exact: true })
      if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click()
      await expect(details.getByText(`"${id}"`).first()).toBeVisible()
      await expect(page.getByText('Something went wrong')).toHaveCount(0)
      if (id !== 'plain' && id !== 'permissions') continue
      // Every way of looking at a change.
      for (const way of ['Unified', 'Side by side', 'JSON', 'Summary']) {
        await changes.getByRole('radio', { name: way, exact: true }).check()
        await expect(changes).toContainText(id === 'plain' ? 'a' : 'iam:tenant:thing-0:read')
        if (process.env['LOOK'] && way === 'JSON') await page.screenshot({ path: `${process.env['LOOK']}-${id}.png` })
      }
    }
    expect(problems).toEqual([])
    await tenant.close()
  },
)

test('the lines of a JSON diff stand under each other, sign and text in one line (issue 13.7)', async ({ desk }) => {
  const tenant = await startEndlessTenant(endlessItems(false).slice(0, 1))
  const { page } = desk
  await connect(page, tenant.url, tenant.token)
  await synced(page, 1)
  await row(page, 1).click()
  const changes = drawer(page).getByRole('region', { name: 'Changes' })
  await changes.getByRole('radio', { name: 'JSON', exact: true }).check()
  const codes = changes.locator('code')
  await expect(codes).toHaveCount(4)
  // Text, not boxes beside each other: the key stands right before its value.
  expect(await codes.evaluateAll((all) => all.map((each) => getComputedStyle(each).display))).toEqual(Array(4).fill('block'))
  expect(await codes.allInnerTexts()).toEqual(['{', '  "a": 1', '  "a": 2', '}'])
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-json-${theme}.png` })
  }
  await tenant.close()
})
