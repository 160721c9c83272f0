import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, expect, row, search, synced, test } from './fixtures.ts'

/* A tenant whose log has entries far from all others and entries whose time cannot be read (issues 12.12 and 13.9). */

const start = Date.UTC(2026, 0, 1)
const entryOf = (id: string, timestamp: string): object => ({
  id,
  timestamp,
  actor: { email: `${id}@acme.test` },
  action: 'role_assign',
  resource: { type: 'role', id: 'r1', name: 'billing' },
  status: 'success',
})
const log = Array.from({ length: 300 }, (_, i) => entryOf(`e${i}`, new Date(start + (300 - i) * 6 * 3600_000).toISOString()))
const items = [
  entryOf('future', '9999-12-31T23:59:59Z'),
  ...log,
  entryOf('unread', '2024-02-30T10:00:00Z'),
  entryOf('epoch', '1970-01-01T00:00:00Z'),
]

let server: Server
let url: string
test.beforeAll(async () => {
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ items, next_cursor: null }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
test.afterAll(() => {
  server.close()
})

test('the time strip shows where the entries are, and counts those far from them at its edges', async ({ desk }) => {
  const { page } = desk
  await connect(page, url, 'a-token')
  await synced(page, items.length)
  const strip = page.getByRole('region', { name: 'Time strip' })
  const before = strip.getByRole('button', { name: '1 entry before' })
  const after = strip.getByRole('button', { name: '1 entry after' })
  await expect(before).toBeVisible()
  await expect(after).toBeVisible()
  await expect(strip.getByText('1 entry at an unknown time').first()).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-strip-${theme}.png` })
  }
  // The year is shown as soon as some row is of another.
  await expect(row(page, 1)).toContainText('9999')
  await after.click()
  await synced(page, 1)
  await expect(row(page, 1)).toContainText('future@acme.test')
})

test('an entry whose time cannot be read says so in the list and in its details', async ({ desk }) => {
  const { page } = desk
  await connect(page, url, 'a-token')
  await synced(page, items.length)
  await search(page, 'is:invalid')
  await synced(page, 1)
  await expect(row(page, 1)).toContainText('time unknown')
  await row(page, 1).click()
  const details = page.getByRole('complementary', { name: 'Entry details' })
  await expect(details).toContainText('Its time is unknown.')
  await expect(details).toContainText('2024-02-30T10:00:00Z')
  if (process.env['LOOK']) await page.screenshot({ path: `${process.env['LOOK']}-details.png` })
})
