import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, grid, reading, test } from './fixtures.ts'

const story = (page: Page) => page.getByRole('region', { name: 'Story' })
const title = (page: Page) => story(page).getByRole('heading', { level: 1 })
const line = (page: Page) => story(page).getByRole('treegrid', { name: 'Time line' })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const axe = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  )
/** The story of the user of the newest entry. */
async function openStory(page: Page): Promise<string> {
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const user = drawer(page).locator('dd').first()
  await expect(user).toContainText('@')
  const email = /\S+@acme\.test/.exec((await user.textContent()) ?? '')?.[0] ?? ''
  await page.keyboard.press('s')
  await expect(title(page)).toHaveText(`Story of user ${email}`)
  await expect(story(page)).toBeFocused()
  return email
}

reading('the story of who did an entry is opened, walked, and left, by keys alone', async ({ log: page }) => {
  await openStory(page)
  await expect(story(page).getByText('First seen')).toBeVisible()
  await expect(story(page).getByRole('heading', { name: 'Its access over time' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  expect(await axe(page)).toEqual([])
  await line(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('heading', { level: 2 })).toBeVisible()
  const first = await drawer(page).getByRole('heading', { level: 2 }).textContent()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(line(page)).toBeFocused()
  // Among its neighbours, and back again.
  await page.keyboard.press('l')
  await expect(story(page)).toBeHidden()
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(first ?? '')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(title(page)).toContainText('Story of user')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(story(page)).toBeHidden()
  await expect(grid(page)).toBeFocused()
})

reading(
  'a band opens into words, and its entry is a key away; the time line shows one part alone, and bursts open and close',
  async ({ log: page }) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('everyone')
    await page
      .getByRole('option', { name: /^Story of .*everyone/i })
      .first()
      .click()
    await expect(title(page)).toHaveText(/^Story of group Everyone/i)
    const band = story(page).getByRole('list', { name: 'Who had it' }).getByRole('button').first()
    await band.focus()
    await page.keyboard.press('Enter')
    await expect(band).toHaveAttribute('aria-expanded', 'true')
    await story(page).getByRole('button', { name: 'what gave it' }).first().press('Enter')
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    const all = Number(await line(page).getAttribute('aria-rowcount'))
    const through = story(page)
      .getByRole('radiogroup', { name: 'Entries of the time line' })
      .getByRole('radio', { name: /^Through/ })
    await through.focus()
    await page.keyboard.press(' ')
    await expect.poll(async () => Number(await line(page).getAttribute('aria-rowcount'))).toBeLessThan(all)
    await story(page).getByRole('radio', { name: /^All/ }).focus()
    await page.keyboard.press(' ')
    await expect(line(page)).toHaveAttribute('aria-rowcount', String(all))
    const burst = line(page).locator('[role=row][aria-expanded]').first()
    await line(page).focus()
    await page.keyboard.press('Home')
    for (let at = 0; at < 400 && (await line(page).locator('[role=row][aria-expanded][aria-selected=true]').count()) === 0; at++)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect.poll(async () => Number(await line(page).getAttribute('aria-rowcount'))).toBeGreaterThan(all)
    await expect(burst).toBeAttached()
    await page.keyboard.press('ArrowLeft')
    await expect(line(page)).toHaveAttribute('aria-rowcount', String(all))
  },
)

reading('from a line of Access to the story of its user, and back to that line', async ({ log: page }) => {
  const table = page.getByRole('grid', { name: 'Who has which roles' })
  await page.keyboard.press('Control+4')
  await expect(table.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page
    .getByRole('complementary', { name: 'Why' })
    .getByRole('button', { name: /^More on / })
    .first()
    .press('Enter')
  await page.getByRole('menuitem', { name: 'Story', exact: true }).press('Enter')
  await expect(title(page)).toContainText('Story of user')
  await page.keyboard.press('Escape')
  await expect(table).toBeFocused()
  await expect(table.locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '3')
})

test('a story is printed as a report with its bands and its time line', async ({ log: page, desk: { app } }) => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-story-'))
  const save = (filePath: string): Promise<void> =>
    app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    }, filePath)
  const email = await openStory(page)
  await page.keyboard.press('Escape')
  await save(join(folder, 'story.html'))
  await story(page).getByRole('button', { name: 'HTML…' }).press('Enter')
  await expect(story(page).getByText('Exported and verified on disk.')).toBeVisible()
  const html = readFileSync(join(folder, 'story.html'), 'utf8')
  for (const part of [`Story of user ${email}`, 'Its access over time', 'What stands out', 'Time line', '<svg'])
    expect(html).toContain(part)
  await save(join(folder, 'story.pdf'))
  await page.keyboard.press('Control+p')
  await expect.poll(() => existsSync(join(folder, 'story.pdf'))).toBe(true)
  expect(readFileSync(join(folder, 'story.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  rmSync(folder, { recursive: true })
})
