import type { Page } from '@playwright/test'
import { connect, expect, long, openDesk, row, synced, test } from './fixtures.ts'

const open = (page: Page, name: 'Sync' | 'IAM Audit Logs') => page.getByRole('button', { name, exact: true }).first().click()

interface Case {
  readonly fault: Readonly<Record<string, unknown>>
  /** What is the matter, and what to do. */
  readonly says: readonly (string | RegExp)[]
  /** It goes on by itself. */
  readonly waits?: true
}

const cases: Readonly<Record<string, Case>> = {
  'a refused token': {
    fault: { kind: 'unauthorized' },
    says: ['The tenant does not accept the access token', 'Enter a new access token'],
  },
  'a missing permission': {
    fault: { kind: 'forbidden' },
    says: ['the permission iam:tenant:iam:audit:read is missing', 'Contact your administrator'],
  },
  'a wrong base URL': { fault: { kind: 'not-found' }, says: ['There is no IAM audit log at this URL', 'Check the tenant URL'] },
  'an API that was switched off': {
    fault: { kind: 'gone' },
    says: ['There is no IAM audit log at this URL', 'Check the tenant URL'],
  },
  'a sign-in page': {
    fault: { kind: 'html' },
    says: ['Something between you and the tenant answered with a web page', 'Sign in to the network'],
  },
  'a redirect': {
    fault: { kind: 'redirect', status: 302 },
    says: ['It was not followed, so that the access token goes nowhere else', 'Check the tenant URL'],
  },
  'a tenant that cannot answer': {
    fault: { kind: 'server-error', status: 503, retryAfter: 600 },
    says: [/the tenant is unavailable\. Retrying in/, 'What is fetched stays readable'],
    waits: true,
  },
  // Last: the wait that a tenant asks for is kept, whoever presses a button.
  'a rate limit': {
    fault: { kind: 'rate-limit-seconds', retryAfter: 600 },
    says: [/the tenant asked to wait\. Retrying in (9|10):\d\d/, 'The tenant allows no more requests for now'],
    waits: true,
  },
}

test('every fault says what happened and what to do, and leaves the cache readable', async ({ log, tenant }) => {
  for (const [name, { fault, says, waits }] of Object.entries(cases)) {
    await test.step(name, async () => {
      await tenant.control('faults', fault)
      await open(log, 'Sync')
      await log.getByRole('button', { name: 'Sync now' }).click()
      for (const text of says) await expect(log.getByRole('main').getByText(text).first()).toBeVisible()
      await open(log, 'IAM Audit Logs')
      await synced(log, tenant.entries)
      await row(log, 1).click()
      await expect(log.getByRole('complementary', { name: 'Entry details' })).toContainText('SHA-256')
      await log.keyboard.press('Escape')
      await tenant.control('faults', null)
      await open(log, 'Sync')
      if (waits) await log.getByRole('button', { name: 'Cancel' }).click()
    })
  }
})

test('a damaged page is asked for again, and the sync comes to its end by itself', { tag: long }, async ({ desk, tenant }) => {
  const kinds = ['truncated', 'reset', 'empty', 'duplicate-page', 'invalid-json', 'not-a-page', 'reset-body', 'huge-page', 'gzip-bomb']
  await connect(desk.page, tenant.url, tenant.token)
  await synced(desk.page, tenant.entries)
  for (const kind of kinds) {
    await tenant.control('faults', { kind, after: kind === 'duplicate-page' ? 1 : 0, times: 1 })
    await open(desk.page, 'Sync')
    await desk.page.getByRole('button', { name: 'Sync now' }).click()
    await open(desk.page, 'Sync')
    await expect(desk.page.getByText(/Up to date as of .*, without gaps/)).toBeVisible()
    await open(desk.page, 'IAM Audit Logs')
    await synced(desk.page, tenant.entries)
    await tenant.control('faults', null)
  }
  await tenant.control('append', { count: 5 })
  await tenant.control('faults', { kind: 'schema', count: 2, times: 1 })
  await open(desk.page, 'Sync')
  await desk.page.getByRole('button', { name: 'Sync now' }).click()
  await expect(desk.page.getByText(/^[1-9]\d*[;,] kept exactly as received/)).toBeVisible()
})

test(
  'a tenant that misleads is told as such, and the sync comes to its end when it no longer does',
  { tag: long },
  async ({ desk: { page }, tenant }) => {
    const main = page.getByRole('main')
    await tenant.control('faults', { kind: 'foreign-next' })
    await connect(page, tenant.url, tenant.token)
    await open(page, 'Sync')
    await expect(main.getByText('The tenant’s next page lies on another server').first()).toBeVisible()
    await tenant.control('faults', { kind: 'cursor-stuck' })
    await page.getByRole('button', { name: 'Sync now' }).click()
    await expect(main.getByText('The tenant’s paging goes round in circles').first()).toBeVisible()
    await tenant.control('faults', null)
    await page.getByRole('button', { name: 'Sync now' }).click()
    // The clock of the tenant of a test stands still.
    await expect(main.getByText(/^The tenant’s clock is .+ behind this computer’s\. Times shown are the tenant’s\.$/)).toBeVisible()
    await open(page, 'IAM Audit Logs')
    await synced(page, tenant.entries)
  },
)

test('the countdown that the tenant asked for goes on after the application was killed', { tag: long }, async ({ folder, tenant }) => {
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await synced(first.page, tenant.entries)
  await tenant.control('faults', { kind: 'rate-limit-seconds', retryAfter: 900 })
  await open(first.page, 'Sync')
  await first.page.getByRole('button', { name: 'Sync now' }).click()
  await expect(first.page.getByText(/Retrying in 1[4-6]:\d\d/)).toBeVisible()
  const { requests } = (await tenant.control('stats')) as { requests: number }
  await first.kill()

  const second = await openDesk(folder)
  await open(second.page, 'Sync')
  // Where the system keeps no secrets the token was in memory only, and is asked for again.
  const info = await second.page.evaluate(() => window.api.request('app.info', undefined, 1e6))
  if (info.ok && info.value.vault === 'memory') {
    await second.page.getByLabel('New access token').fill(tenant.token)
    await second.page.getByRole('button', { name: 'Save token' }).click()
  }
  await expect(second.page.getByText(/the tenant asked to wait\. Retrying in 1[3-6]:\d\d/)).toBeVisible()
  await open(second.page, 'IAM Audit Logs')
  await synced(second.page, tenant.entries)
  expect(((await tenant.control('stats')) as { requests: number }).requests).toBe(requests)
  await second.close()
})
