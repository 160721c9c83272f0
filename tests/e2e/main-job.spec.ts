import AxeBuilder from '@axe-core/playwright'
import { connect, expect, expectCount, grid, long, openDesk, reading, row, startTenant, synced, test } from './fixtures.ts'
import type { Page } from '@playwright/test'

/** What the tenant itself holds: the reference for every count. */
async function entriesOf(url: string, token: string): Promise<TenantEntry[]> {
  const entries: TenantEntry[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ limit: '1000', ...(cursor && { cursor }) })
    const answer = await fetch(`${url}/api/v1/iam/audit-logs?${query}`, { headers: { authorization: `Bearer ${token}` } })
    const page = (await answer.json()) as { items: TenantEntry[]; next_cursor: string | null }
    entries.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return entries
}
interface TenantEntry {
  id: string
  timestamp: string
  action: string
  status: string
  actor?: { email?: string }
  resource?: { type?: string; id?: string; name?: string | null }
  target?: { id?: string; email?: string | null; name?: string | null } | null
  changes?: { before: unknown; after: unknown } | null
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name }).first()

test('first start: test the connection, connect, see the newest rows, then all of them', async ({ desk, tenant }) => {
  const { page } = desk
  await expectNoViolations(page)
  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(tenant.url)
  await page.getByLabel('Access token').fill(tenant.token)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText(/newest entry/i)).toBeVisible()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(row(page, 1)).toBeVisible()
  await synced(page, tenant.entries)
  await expectCount(page, tenant.entries)
  await expectNoViolations(page)
})

test('the demo tenant is opened with one click, and is there again after a restart', async ({ folder }) => {
  const first = await openDesk(folder)
  await first.page.getByRole('button', { name: 'Open the demo tenant' }).click()
  await synced(first.page, 50_000)
  await first.close()
  const second = await openDesk(folder)
  await synced(second.page, 50_000)
  await second.page.getByRole('button', { name: 'Sync now' }).first().click()
  await expect(second.page.getByRole('status', { name: 'Sync status' })).toContainText('nothing new')
  await second.close()
})

reading('every filter alone and together gives what the tenant itself holds', async ({ log, tenant }) => {
  const entries = await entriesOf(tenant.url, tenant.token)
  const count = (wanted: (entry: TenantEntry) => boolean): number => entries.filter(wanted).length
  const clear = () => log.getByRole('button', { name: 'Clear all' }).click()

  await log.getByRole('radio', { name: 'Failed' }).check({ force: true })
  await expectCount(
    log,
    count(({ status }) => status === 'failed'),
  )
  await log.getByRole('radio', { name: 'Successful' }).check({ force: true })
  await expectCount(
    log,
    count(({ status }) => status === 'success'),
  )
  await clear()
  await expectCount(log, tenant.entries)

  const email = entries.find(({ actor }) => actor?.email?.endsWith('@acme.test'))?.actor?.email ?? ''
  await log
    .getByRole('textbox', { name: 'Search' })
    .or(log.getByRole('combobox', { name: 'Search' }))
    .first()
    .fill(email)
  const holds = (entry: TenantEntry): boolean =>
    [entry.actor?.email, entry.target?.email, entry.target?.name, entry.target?.id, entry.resource?.name, entry.resource?.id].some((text) =>
      text?.toLowerCase().includes(email.toLowerCase()),
    )
  await log.keyboard.press('Enter')
  await expectCount(log, count(holds))
  await clear()

  const filters = log.getByRole('button', { name: /^Filters/ })
  await filters.click()
  await expect(filters).toHaveAttribute('aria-expanded', 'true')
  await log.getByRole('combobox', { name: 'Action' }).click()
  await log.getByRole('combobox', { name: 'Action' }).fill('role_update')
  await option(log, /role_update/).click()
  const updates = (entry: TenantEntry): boolean => ['role_update', 'role_updated'].includes(entry.action)
  await expectCount(log, count(updates))
  await log.keyboard.press('Escape')
  await log.getByRole('radio', { name: 'Failed' }).check({ force: true })
  await expectCount(
    log,
    count((entry) => updates(entry) && entry.status === 'failed'),
  )
  await clear()

  await log.getByRole('combobox', { name: 'Resource type' }).click()
  await log.getByRole('combobox', { name: 'Resource type' }).fill('group')
  await option(log, /^group\b/).click()
  await expectCount(
    log,
    count(({ resource }) => resource?.type === 'group'),
  )
  await log.keyboard.press('Escape')
  await clear()

  await log.getByRole('combobox', { name: 'User email' }).click()
  await log.getByRole('combobox', { name: 'User email' }).fill(email)
  await option(log, new RegExp(email.replaceAll('.', '\\.'))).click()
  await expectCount(
    log,
    count(({ actor }) => actor?.email === email),
  )
  await log.keyboard.press('Escape')
  await clear()
  await expectCount(log, tenant.entries)

  const day = entries[0]?.timestamp.slice(0, 10) ?? ''
  await log.getByRole('button', { name: /^Date range/ }).click()
  const dates = log.getByRole('dialog', { name: 'Date range' })
  await dates.getByRole('textbox', { name: 'From' }).fill(`${day.slice(0, 8)}02`)
  await dates.getByRole('textbox', { name: 'To (exclusive)' }).fill(`${day.slice(0, 8)}04`)
  const square = (number: number) => dates.getByRole('group', { name: 'Calendar' }).getByText(String(number), { exact: true }).first()
  await expect(square(9)).toBeVisible()
  await expectNoViolations(log)
  await square(9).click()
  await square(11).click()
  await expect(dates.getByRole('textbox', { name: 'From' })).toHaveValue(`${day.slice(0, 8)}09`)
  await expect(dates.getByRole('textbox', { name: 'To (exclusive)' })).toHaveValue(`${day.slice(0, 8)}12`)
  await dates.getByRole('button', { name: 'Apply' }).click()
  const inRange = ({ timestamp }: TenantEntry): boolean =>
    Date.parse(timestamp) >= Date.parse(`${day.slice(0, 8)}09`) && Date.parse(timestamp) < Date.parse(`${day.slice(0, 8)}12`)
  await expectCount(log, count(inRange))
  await log.getByRole('radio', { name: 'Failed' }).check({ force: true })
  await expectCount(
    log,
    count((entry) => inRange(entry) && entry.status === 'failed'),
  )
})

reading('a range of days is picked in the calendar by keys alone', async ({ log }) => {
  await log.getByRole('button', { name: /^Date range/ }).click()
  const dates = log.getByRole('dialog', { name: 'Date range' })
  const [from, to] = [dates.getByRole('textbox', { name: 'From' }), dates.getByRole('textbox', { name: 'To (exclusive)' })]
  await from.fill('2026-03-02')
  await to.fill('2026-03-04')
  await dates.getByRole('button', { name: 'Monday, March 2, 2026' }).focus()
  await log.keyboard.press('ArrowDown')
  await log.keyboard.press('Enter')
  await log.keyboard.press('ArrowRight')
  await expect(dates.getByRole('button', { name: 'Tuesday, March 10, 2026' })).toBeFocused()
  await log.keyboard.press('Enter')
  await expect(from).toHaveValue('2026-03-09')
  await expect(to).toHaveValue('2026-03-11')
  await log.keyboard.press('Escape')
})

reading('an entry opens in the drawer and shows what it changed', async ({ log }) => {
  await log
    .getByRole('textbox', { name: 'Search' })
    .or(log.getByRole('combobox', { name: 'Search' }))
    .first()
    .fill('action:role_update status:success has:changes')
  await expect(row(log, 1)).toContainText('role_update')
  await row(log, 1).click()
  const drawer = log.getByRole('complementary', { name: 'Entry details' })
  await expect(drawer).toBeVisible()
  const changes = drawer.getByRole('region', { name: 'Changes' })
  await expect(changes).toBeVisible()
  await expect(drawer).toContainText('IP address')
  await expect(drawer).toContainText('User agent')
  // Names in the raw text have the menu that names have everywhere.
  await drawer.getByRole('button', { name: 'Raw JSON', exact: true }).click()
  await drawer
    .getByRole('region', { name: 'Record' })
    .getByRole('button', { name: /^More on \S+@/ })
    .first()
    .press('Enter')
  await expect(log.getByRole('menu').getByRole('menuitem', { name: 'Filter by this' })).toBeFocused()
  await log.keyboard.press('Escape')
  await expectNoViolations(log)
})

reading('the keyboard walks, opens and closes', async ({ log }) => {
  await row(log, 1).click()
  const drawer = log.getByRole('complementary', { name: 'Entry details' })
  await expect(drawer).toBeVisible()
  await log.keyboard.press('ArrowDown')
  await log.keyboard.press('j')
  await expect(row(log, 3)).toHaveAttribute('aria-selected', 'true')
  await log.keyboard.press('k')
  await expect(row(log, 2)).toHaveAttribute('aria-selected', 'true')
  await expect(drawer).toBeVisible()
  await log.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await log.keyboard.press('Enter')
  await expect(drawer).toBeVisible()
  await log.keyboard.press('/')
  const search = log
    .getByRole('textbox', { name: 'Search' })
    .or(log.getByRole('combobox', { name: 'Search' }))
    .first()
  await expect(search).toBeFocused()
  // From part to part, not by thirty tab stops: to the facets, where there is room for them beside the details, then to the rows.
  await log.keyboard.press('F6')
  if (await log.getByRole('region', { name: 'Facets' }).isVisible()) await log.keyboard.press('F6')
  await expect(grid(log)).toBeFocused()
  await log.keyboard.press('Escape')
  await log.keyboard.press('Home')
  await log.keyboard.press('Shift+End')
  await expect(log.getByText('3,000 selected')).toBeVisible()
  // What goes away leaves the focus to what is next, and at last to the rows.
  await search.fill('status:failed action:permission_check')
  await log.keyboard.press('Escape')
  await log.getByRole('button', { name: /^Remove Status/ }).press('Enter')
  await expect(log.getByRole('button', { name: /^Remove Action/ })).toBeFocused()
  await log.keyboard.press('Enter')
  await expect(grid(log)).toBeFocused()
  await expectCount(log, 3000)
})

reading('the last row of the result can be reached', async ({ log, tenant }) => {
  await row(log, 1).click()
  await log.keyboard.press('End')
  await expect(row(log, tenant.entries)).toBeVisible()
  await log.keyboard.press('Home')
  await expect(row(log, 1)).toBeVisible()
})

reading('nothing found: the advice of the documentation, as buttons', async ({ log }) => {
  await log
    .getByRole('textbox', { name: 'Search' })
    .or(log.getByRole('combobox', { name: 'Search' }))
    .first()
    .fill('after:2026-02-01 before:2026-01-01')
  await log.getByRole('button', { name: 'Swap start and end' }).click()
  await expect(row(log, 1)).toBeVisible()
  await log
    .getByRole('textbox', { name: 'Search' })
    .or(log.getByRole('combobox', { name: 'Search' }))
    .first()
    .fill('nobody-has-this-name')
  await expectCount(log, 0)
  await expect(log.getByRole('button', { name: /date range/i }).last()).toBeVisible()
  await log.getByRole('button', { name: /browse chronologically/i }).click()
  await expect(row(log, 1)).toBeVisible()
})

test('with the tenant gone everything cached still works after a restart', async ({ folder, tenant }) => {
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await synced(first.page, tenant.entries)
  await first.close()
  await tenant.stop()
  const second = await openDesk(folder)
  await synced(second.page, tenant.entries)
  await second.page.getByRole('radio', { name: 'Failed' }).check({ force: true })
  await expect(row(second.page, 1)).toContainText('Failed')
  await row(second.page, 1).click()
  await expect(second.page.getByRole('complementary', { name: 'Entry details' })).toContainText('IP address')
  await second.close()
})

test('a token without the permission is told which one is missing and whom to ask', async ({ desk, tenant }) => {
  const { page } = desk
  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(tenant.url)
  await page.getByLabel('Access token').fill(tenant.tokens.noPermission)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText(/iam:tenant:iam:audit:read/).first()).toBeVisible()
  await expect(page.getByText(/administrator/i).first()).toBeVisible()
})

test('killed in the middle of a sync, it goes on and ends with the same set', { tag: long }, async ({ folder }) => {
  const tenant = await startTenant({ entries: 20_000 })
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await expect(row(first.page, 1)).toBeVisible()
  await first.kill()
  const second = await openDesk(folder)
  // Where the system keeps no secrets the token was in memory only, and is asked for again.
  const info = await second.page.evaluate(() => window.api.request('app.info', undefined, 1e6))
  if (info.ok && info.value.vault === 'memory') {
    await second.page.getByRole('navigation').getByText('Sync', { exact: true }).click()
    await second.page.getByLabel('New access token').fill(tenant.token)
    await second.page.getByRole('button', { name: 'Save token' }).click()
    await second.page.getByRole('navigation').getByText('IAM Audit Logs', { exact: true }).click()
  } else await second.page.getByRole('button', { name: 'Sync now' }).first().click()
  await synced(second.page, tenant.entries)
  const ids = new Set((await entriesOf(tenant.url, tenant.token)).map(({ id }) => id))
  expect(ids.size).toBe(tenant.entries)
  await expectCount(second.page, ids.size)
  await second.close()
  await tenant.stop()
})

reading('every other screen is free of accessibility violations', async ({ log }) => {
  for (const name of ['Sync', 'Settings']) {
    await log.getByRole('navigation').getByText(name, { exact: true }).click()
    await expectNoViolations(log)
  }
  await log.getByRole('navigation').getByText('IAM Audit Logs', { exact: true }).click()
  await expect(grid(log)).toBeVisible()
})
