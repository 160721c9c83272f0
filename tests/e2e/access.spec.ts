import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, reading, test } from './fixtures.ts'

const table = (page: Page) => page.getByRole('grid', { name: 'Who has which roles' })
const changes = (page: Page) => page.getByRole('grid', { name: 'Access gained and lost' })
const why = (page: Page) => page.getByRole('complementary', { name: 'Why' })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const count = (page: Page) => page.getByRole('status').filter({ hasText: / (?:lines?|changes?), / })
const column = (page: Page, title: string): Promise<string[]> =>
  table(page).evaluate((grid, wanted) => {
    const at = [...grid.querySelectorAll('[role=columnheader]')].findIndex((each) => each.textContent.trim() === wanted)
    return [...grid.querySelectorAll('[role=row]')]
      .slice(1)
      .map((row) => row.querySelectorAll('[role=gridcell]')[at]?.textContent.trim() ?? '')
  }, title)
async function openAccess(page: Page): Promise<void> {
  await page.keyboard.press('Control+4')
  await expect(table(page).getByRole('row').nth(1)).toBeVisible()
  await expect(count(page)).toContainText('privileged')
}

reading('who has which roles is walked, and why it is so leads to the entry and back, by keys alone', async ({ log: page }) => {
  await openAccess(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(table(page).locator('[role=row][aria-selected=true]')).toHaveAttribute('aria-rowindex', '3')
  await page.keyboard.press('Enter')
  await expect(why(page).getByRole('heading', { level: 2 })).toContainText(' has ')
  const link = why(page).getByRole('listitem').getByRole('button').first()
  await expect(link).toContainText(/gave|put/)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('heading', { level: 2 })).toContainText(/gave|added/i)
  await page.keyboard.press('Escape')
  await expect(why(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(why(page)).toBeHidden()
  await expect(table(page)).toBeFocused()
})

reading('lines are filtered and sorted by keys, and the count follows', async ({ log: page }) => {
  await openAccess(page)
  const all = await count(page).textContent()
  await page.keyboard.press('/')
  await page.keyboard.press('Tab')
  await page.keyboard.type('*administrator*')
  await expect(count(page)).not.toHaveText(all ?? '')
  expect((await column(page, 'Role')).every((role) => /administrator/i.test(role))).toBe(true)
  await page.getByLabel('Path', { exact: true }).selectOption('through')
  await expect.poll(async () => (await column(page, 'Path')).every((path) => path.startsWith('through '))).toBe(true)
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter')
  await expect(count(page)).toHaveText(all ?? '')
  await table(page).getByRole('button', { name: 'Sort by Role' }).press('Enter')
  await expect(table(page).getByRole('columnheader', { name: /Role/ })).toHaveAttribute('aria-sort', 'ascending')
  const roles = async (): Promise<string[]> => (await column(page, 'Role')).map((role) => role.toLowerCase())
  await expect.poll(async () => JSON.stringify(await roles()) === JSON.stringify([...(await roles())].sort())).toBe(true)
})

reading('an earlier date has other lines, and two dates are compared with a cause for each line', async ({ log: page }) => {
  await openAccess(page)
  const now = await count(page).textContent()
  await page.getByLabel('As of date').fill('2020-01-01')
  await page.getByRole('slider', { name: 'As of' }).press('Home')
  await expect(page.getByText('At this date the log tells of nobody').or(count(page))).not.toHaveText(now ?? '')
  await page.getByRole('slider', { name: 'As of' }).press('End')
  await expect(count(page)).toHaveText(now ?? '')
  await page.getByRole('slider', { name: 'As of' }).press('Escape')
  await page.keyboard.press('d')
  await expect(changes(page).getByRole('row').nth(1)).toContainText(/gained|lost/)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(why(page)).toContainText('Because')
})

reading('what counts as privileged is changed where it decides', async ({ log: page }) => {
  await openAccess(page)
  const before = await count(page).textContent()
  await page.getByRole('button', { name: /^Privileged: default/ }).press('Enter')
  const patterns = page.getByRole('textbox', { name: 'What counts as privileged' })
  await expect(patterns).toBeFocused()
  await patterns.fill('nothing:is:called:so')
  await page.getByRole('button', { name: 'Apply' }).press('Enter')
  await expect(count(page)).toContainText(', 0 privileged')
  await page.getByRole('button', { name: /^Privileged: 1 pattern/ }).press('Enter')
  await page.getByRole('button', { name: 'Back to the default' }).press('Enter')
  await expect(count(page)).toHaveText(before ?? '')
})

reading(
  'lines are counted by columns by keys, a group is copied as a row, and leads to its lines',
  async ({ log: page, desk: { app } }) => {
    await openAccess(page)
    const all = await count(page).textContent()
    await page.keyboard.press('Shift+G')
    const groups = page.getByRole('grid', { name: 'Groups of access' })
    await expect(groups.getByRole('row').nth(1)).toBeVisible()
    const said = page.getByRole('status').filter({ hasText: /groups? of / })
    expect((await said.textContent())?.split(' of ')[1]).toBe(all?.split(',')[0])
    await page.keyboard.press('j')
    await page.keyboard.press('Control+c')
    await expect(page.getByRole('status').filter({ hasText: 'Copied 1 group' })).toBeVisible()
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
    const [, row = ''] = copied.split(/\r?\n/)
    const [role = '', lines = ''] = row.split('\t')
    await page.keyboard.press('Enter')
    await expect(count(page)).toContainText(`${lines} line`)
    expect(new Set(await column(page, 'Role'))).toEqual(new Set([role]))
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter')
    await expect(count(page)).toHaveText(all ?? '')
  },
)

test('all lines are exported with what was asked, and a line is copied as a row', async ({ log: page, desk: { app } }) => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-access-'))
  const path = join(folder, 'access.csv')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await openAccess(page)
  await page.keyboard.press('j')
  await page.keyboard.press('Control+c')
  await expect(page.getByRole('status').filter({ hasText: 'Copied 1 line' })).toBeVisible()
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain('User\tRole\tPath')
  await page.keyboard.press('e')
  await page.getByRole('button', { name: 'Save as…' }).press('Enter')
  await expect(page.getByText('verified on disk')).toBeVisible()
  const total = Number(await table(page).getAttribute('aria-rowcount')) - 1
  const rows = readFileSync(path, 'utf8').trim().split('\r\n')
  expect(rows).toHaveLength(total + 1)
  const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { readonly lines: number }
  expect(manifest.lines).toBe(total)
  rmSync(folder, { recursive: true })
})
