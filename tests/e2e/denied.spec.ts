import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { connect, expect, openDesk, reading, synced, test } from './fixtures.ts'

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

test('denied checks are reviewed, one and several, told apart from what is new, and undone, by keys alone; it is there after a restart', async ({
  folder,
  tenant,
}) => {
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await synced(first.page, tenant.entries)
  const { page } = first
  const reviews = (name: RegExp) => page.getByRole('radiogroup', { name: 'Reviews' }).getByRole('radio', { name })
  const said = page.getByRole('status', { name: 'Last change' })
  await page.keyboard.press('Control+5')
  await expect(table(page).getByRole('row').nth(1)).toBeVisible()
  const all = Number(await table(page).getAttribute('aria-rowcount')) - 1
  await expect(reviews(/^To review/)).toHaveAccessibleName(`To review ${all}`)

  // The first line: decided with a note, and the next is at hand.
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const heading = why(page).getByRole('heading', { level: 2 })
  const line = await heading.textContent()
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Review the denied checks' })
  await expect(dialog.getByRole('radio', { name: /^Expected/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('Choose what it is.')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.type('a robot <b>asks</b>')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await expect(said).toContainText('Reviewed 1 line: Misconfigured')
  await expect(heading).not.toHaveText(line ?? '')
  await expect(reviews(/^Reviewed/)).toHaveAccessibleName('Reviewed 1')

  // Three at once, taken back as one.
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await expect(page.getByRole('group', { name: 'Chosen lines' })).toContainText('3 lines chosen')
  await page.keyboard.press('r')
  await expect(page.getByRole('dialog', { name: 'Review 3 lines' })).toBeVisible()
  await page.keyboard.press(' ')
  await page.keyboard.press('Enter')
  await expect(said).toContainText('Reviewed 3 lines: Expected')
  await expect(reviews(/^Reviewed/)).toHaveAccessibleName('Reviewed 4')
  await page.keyboard.press('Control+z')
  await expect(reviews(/^Reviewed/)).toHaveAccessibleName('Reviewed 1')
  await first.app.close()

  const again = await openDesk(folder)
  const { page: later } = again
  await synced(later, tenant.entries)
  await later.keyboard.press('Control+5')
  await later.getByRole('radiogroup', { name: 'Reviews' }).getByRole('radio', { name: /^Reviewed/ }).press(' ')
  await expect(table(later)).toHaveAttribute('aria-rowcount', '2')
  await later.keyboard.press('F6')
  await later.keyboard.press('j')
  await later.keyboard.press('Enter')
  await expect(why(later).getByRole('heading', { level: 2 })).toHaveText(line ?? '')
  await expect(why(later)).toContainText('a robot <b>asks</b>')
  await again.app.close()
}) // prettier-ignore

reading(
  'times in which an entry must be missing are in the strip once the log was played, with the entries that prove it',
  async ({ log: page }) => {
    const mark = page.getByRole('region', { name: 'Time strip' }).getByRole('button', { name: /in which an entry must be missing/ })
    await page.keyboard.press('Control+2')
    await expect(page.getByRole('region', { name: 'Is the log whole?' })).toContainText('findings: each says where')
    await page.keyboard.press('Control+1')
    await mark.press('Enter')
    const list = page.getByRole('dialog', { name: /in which an entry must be missing/ })
    await expect(list).toContainText('factors')
    await list.getByRole('button', { name: 'later entry' }).first().press('Enter')
    await expect(drawer(page)).toContainText('mfa_reset')
  },
)
