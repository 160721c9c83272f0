import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { answerOpenDialog, connect, expect, long, row, search, startTenant, synced, test, type DemoTenant, type Desk } from './fixtures.ts'

const open = (page: Page, name: 'Sync' | 'IAM Audit Logs') => page.getByRole('button', { name, exact: true }).first().click()
const syncNow = (page: Page) => page.getByRole('button', { name: 'Sync now' }).click()
const upToDate = (page: Page) => expect(page.getByText(/Up to date as of .*, without gaps/)).toBeVisible()
const coverageRow = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

/** The demo tenant's connector with less patience, so that a test need not wait three quarters of a minute for a limit. */
const impatient = (() => {
  const definition = JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/connectors/tenant-iam.json'), 'utf8')) as {
    request: object
    entry: object
  }
  const timeouts = { answerSeconds: 1, firstByteSeconds: 1, idleSeconds: 1, totalSeconds: 2 }
  return { ...definition, name: 'impatient', title: 'Impatient', request: { ...definition.request, timeouts } }
})()
const onlyFailed = { ...impatient, narrowed: { by: 'failed entries', constant: { status: 'failed' } } }

async function connectWith(desk: Desk, { url, token }: DemoTenant, definition: object): Promise<void> {
  const folder = join(desk.folder, 'files')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'own.json'), JSON.stringify(definition))
  await answerOpenDialog(desk, join(folder, 'own.json'))
  const connector = desk.page.getByRole('combobox', { name: 'Connector' })
  await connector.selectOption('From a file…')
  await expect(connector.locator('option:checked')).toHaveText('Impatient')
  await connect(desk.page, url, token)
  // It asks the tenant first; until it has answered the form is there, and who leaves it connects nothing.
  await expect(desk.page.getByRole('textbox', { name: 'Tenant URL' })).toBeHidden()
}
const tenantName = ({ url }: DemoTenant): string => new URL(url).host

async function addTenant(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Tenant / }).click()
  await page.getByRole('menuitem', { name: 'Add a tenant…' }).click()
}

test(
  'a tenant that is slow, gone, or forgets its cursors is waited for; sleep and the network’s loss end by themselves',
  { tag: long },
  async ({ desk, tenant }) => {
    const { page, app } = desk
    const main = page.getByRole('main')

    await test.step('a connector that asks for a part: the coverage says so, and the rest stays a gap', async () => {
      await connectWith(desk, tenant, onlyFailed)
      await open(page, 'Sync')
      await expect(page.getByText(/Up to date as of .*, with 1 gap left/)).toBeVisible()
      await expect(coverageRow(page, 'Fetched only failed entries, settled')).toBeVisible()
      await expect(coverageRow(page, 'Gap: Everything else of that time')).toBeVisible()
      await expect(page.getByRole('button', { name: /^Fetch / })).toHaveCount(0)
      await open(page, 'IAM Audit Logs')
      await search(page, 'status:success')
      await expect(page.getByText('connector fetches only failed entries')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Fetch it' })).toHaveCount(0)
      await page.getByRole('button', { name: 'Clear all' }).click()
      await open(page, 'Sync')
      if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-narrowed.png` })
    })

    await test.step('with one that asks for all, the rest is fetched, though every cursor expires', async () => {
      await tenant.control('faults', { kind: 'cursor-expired' })
      await addTenant(page)
      await connectWith(desk, tenant, impatient)
      await open(page, 'Sync')
      await upToDate(page)
      await expect(main.getByText(tenant.entries.toLocaleString('en'), { exact: true })).toBeVisible()
      await expect(coverageRow(page, 'Everything else of that time')).toHaveCount(0)
      expect(((await tenant.control('stats')) as { byFault: Record<string, number> }).byFault['cursor-expired']).toBeGreaterThan(1)
      await tenant.control('faults', null)
    })

    const slow: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
      ['a hang', { kind: 'hang' }, 'The tenant did not answer in time.'],
      ['half an answer', { kind: 'hang-body' }, 'The tenant stopped sending in the middle of a page.'],
      ['a drip', { kind: 'drip', ms: 100 }, 'The tenant sends its page too slowly.'],
      ['nobody at the address', { kind: 'refuse', ms: 4000 }, 'Nothing answers at the tenant’s address.'],
    ]
    for (const [name, fault, says] of slow)
      await test.step(name, async () => {
        await tenant.control('faults', fault)
        // A refusal cuts every connection, a moment after it was answered.
        if (fault['kind'] === 'refuse') await expect.poll(() => fetch(tenant.url).catch(() => null)).toBeNull()
        await syncNow(page)
        await expect(main.getByText(says)).toBeVisible()
        await expect(main.getByText(/Retrying in \d+:\d\d/)).toBeVisible()
        if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-${String(fault['kind'])}.png` })
        await open(page, 'IAM Audit Logs')
        await row(page, 1).click()
        await expect(page.getByRole('complementary', { name: 'Entry details' })).toContainText('SHA-256')
        await page.keyboard.press('Escape')
        await open(page, 'Sync')
        if (fault['kind'] !== 'refuse') await tenant.control('faults', null)
        await upToDate(page)
      })

    await test.step('a changed connector: what is cached is read again, and shown as before meanwhile', async () => {
      const large = await startTenant({ entries: 60_000 })
      await addTenant(page)
      await connectWith(desk, large, impatient)
      await synced(page, large.entries)
      await addTenant(page)
      await connectWith(desk, large, { ...impatient, entry: { ...impatient.entry, userAgent: '/request_id' } })
      await open(page, 'Sync')
      await expect(main.getByText(/^\d+ ?% with the changed connector; shown as before until it is done$/)).toBeVisible()
      await expect(main.getByText('with the changed connector')).toHaveCount(0, { timeout: 120_000 })
      await upToDate(page)
      await large.stop()
      await page.getByRole('button', { name: /^Tenant / }).click()
      await page
        .getByRole('menuitemradio', { name: tenantName(tenant) })
        .or(page.getByText(tenantName(tenant)))
        .last()
        .click()
      await open(page, 'Sync')
    })

    await test.step('a cancel', async () => {
      await tenant.control('faults', { kind: 'hang' })
      await syncNow(page)
      await page.getByRole('button', { name: 'Cancel', exact: true }).click()
      await expect(main.getByText('The sync was cancelled. What was fetched is kept')).toBeVisible()
    })

    await test.step('sleep', async () => {
      await tenant.control('faults', { kind: 'hang' })
      await syncNow(page)
      await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'))
      await expect(main.getByText('The sync was interrupted: the computer slept')).toBeVisible()
      if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-sleep.png` })
      await tenant.control('faults', null)
      await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
      await upToDate(page)
    })

    await test.step('no network', async () => {
      // A tenant on this machine needs none: this one is elsewhere, behind the same session of the application.
      await app.evaluate(({ session }, url) => {
        session.fromPartition('tenant-network').protocol.handle('https', (request) => {
          const { pathname, search } = new URL(request.url)
          return fetch(`${url}${pathname}${search}`, { headers: Object.fromEntries(request.headers) })
        })
      }, tenant.url)
      await addTenant(page)
      await connect(page, 'https://audit.acme.example', tenant.token)
      await synced(page, tenant.entries)
      await open(page, 'Sync')
      await upToDate(page)
      await tenant.control('faults', { kind: 'hang' })
      await syncNow(page)
      await app.evaluate(({ net }) => void Object.defineProperty(net, 'isOnline', { value: () => false, configurable: true }))
      await expect(main.getByText('This computer has no network.')).toBeVisible()
      await expect(main.getByText('The sync goes on by itself when the network is back.')).toBeVisible()
      if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-offline.png` })
      await tenant.control('faults', null)
      await app.evaluate(({ net }) => void Object.defineProperty(net, 'isOnline', { value: () => true, configurable: true }))
      await upToDate(page)
    })
  },
)
