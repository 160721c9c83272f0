import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, reading } from './fixtures.ts'

const table = (page: Page) => page.getByRole('grid', { name: 'Denied access' })
const why = (page: Page) => page.getByRole('complementary', { name: 'Why' })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })

reading('denied checks are walked, each with its likely cause and its entries, by keys alone', async ({ log: page }) => {
  await page.keyboard.press('Control+5')
  await expect(table(page).getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(why(page).getByRole('heading', { level: 2 })).toContainText('was denied')
  await expect(why(page).getByRole('heading', { name: 'Likely cause' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  await why(page).getByRole('listitem').getByRole('button').last().press('Enter')
  await expect(drawer(page)).toContainText('permission_check')
  await page.keyboard.press('Escape')
  await expect(why(page)).toBeVisible()
  // All of the line's entries, and no others, are what the log then shows.
  const denied = Number(/(\d[\d,]*) times?$/.exec((await why(page).getByRole('heading', { level: 2 }).textContent())?.trim() ?? '')?.[1])
  await why(page).getByRole('button', { name: 'Show them in the log' }).press('Enter')
  await expect(page.getByRole('status', { name: 'Result count' })).toContainText(`${denied} of`)
})

reading('a period has its denials only', async ({ log: page }) => {
  await page.keyboard.press('Control+5')
  await expect(table(page).getByRole('row').nth(1)).toBeVisible()
  const sum = (): Promise<number> => table(page).evaluate((grid) => Number(grid.getAttribute('aria-rowcount')))
  const all = await sum()
  await page.getByLabel('Period').selectOption('7')
  await expect.poll(sum).toBeLessThan(all)
})

reading('the Sync page says where the log does not fit itself, and the entries that show it are a key away', async ({ log: page }) => {
  await page.keyboard.press('Control+2')
  const part = page.getByRole('region', { name: 'Is the log whole?' })
  // In the demo tenant a second factor is set up again without an entry.
  await expect(part).toContainText('findings: each says where')
  const finding = part.getByRole('listitem').first()
  await expect(finding).toContainText(/of the factors of user .* is not what the entry before it left/)
  await part.getByRole('button', { name: 'Check again' }).press('Enter')
  await finding.getByRole('button', { name: 'later entry' }).press('Enter')
  await expect(drawer(page)).toContainText('mfa_reset')
})
