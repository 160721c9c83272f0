import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { type Desk, expect, grid, reading, row, search } from './fixtures.ts'

const menu = (page: Page, name: 'Row' | 'Column') => page.getByRole('menu', { name })
const header = (page: Page, name: RegExp) => grid(page).getByRole('columnheader', { name })
const cell = (of: Locator, column: string) => of.locator(`[data-column="${column}"]`)
const said = (page: Page) => page.getByRole('status', { name: 'Copied' })
const resultCount = (page: Page) => page.getByRole('status', { name: 'Result count' })

/** What is on the clipboard as text, and as HTML. Other applications write to the same clipboard: read once it is what was copied. */
const clipboard = ({ app }: Desk): Promise<{ text: string; html: string }> =>
  app.evaluate(async ({ clipboard: kept }) => {
    // The runtime that is pinned reads items, the oldest one reads HTML by name.
    const old = kept as unknown as { readHTML?: () => string }
    const [item] = old.readHTML ? [] : await kept.read()
    const html = old.readHTML ? old.readHTML() : item?.types.includes('text/html') ? await (await item.getType('text/html')).text() : ''
    return { text: await kept.readText(), html }
  })

/** Goes to an item of the open menu by the arrows, as a person does, and presses it. */
async function chooseByKeys(page: Page, name: 'Row' | 'Column', item: RegExp): Promise<void> {
  await expect(menu(page, name)).toBeVisible()
  const at = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')
  await expect.poll(at).not.toBe('')
  for (let tries = 0; tries < 40 && !item.test(await at()); tries++) await page.keyboard.press('ArrowDown')
  expect(await at()).toMatch(item)
  await page.keyboard.press('Enter')
  await expect(menu(page, name)).toBeHidden()
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}

reading('everything that can be done to a row is in its menu, by keys alone, and the focus comes back', async ({ desk, log }) => {
  await grid(log).focus()
  await log.keyboard.press('ArrowDown')
  await log.keyboard.press('Shift+F10')
  await expect(menu(log, 'Row').getByRole('menuitem', { name: /^Open/ })).toBeFocused()
  await expectAccessible(log)
  await log.keyboard.press('Escape')
  await expect(menu(log, 'Row')).toBeHidden()
  await expect(grid(log)).toBeFocused()

  // Found by its first letters; the bookmark is the row's, and its menu then takes it away.
  const isBookmarked = () => expect(row(log, 2).locator('[data-column="flags"]'))
  await log.keyboard.press('ContextMenu')
  await log.keyboard.type('book')
  await log.keyboard.press('Enter')
  await isBookmarked().toContainText('Bookmarked')
  await expect(grid(log)).toBeFocused()
  await log.keyboard.press('Shift+F10')
  await chooseByKeys(log, 'Row', /^Remove the bookmark/)
  await isBookmarked().not.toContainText('Bookmarked')

  await log.keyboard.press('Shift+F10')
  await chooseByKeys(log, 'Row', /^Only this action/)
  await expect(
    log
      .getByRole('textbox', { name: 'Search' })
      .or(log.getByRole('combobox', { name: 'Search' }))
      .first(),
  ).toHaveValue(/^action:/)
  await log.keyboard.press('Alt+ArrowLeft')

  await grid(log).focus()
  await log.keyboard.press('ArrowDown')
  await log.keyboard.press('Shift+F10')
  await chooseByKeys(log, 'Row', /^Copy link/)
  await expect(said(log)).toHaveText('Copied a link to the entry')
  await expect.poll(async () => (await clipboard(desk)).text).toContain('entry=')
})

reading('a right click is about the cell under the pointer, and about the whole selection', async ({ desk, log }) => {
  const user = (await cell(row(log, 3), 'actor').textContent()) ?? ''
  await cell(row(log, 3), 'actor').click({ button: 'right' })
  await expectAccessible(log)
  await menu(log, 'Row').getByRole('menuitem', { name: 'Copy cell (User)' }).click()
  await expect.poll(async () => (await clipboard(desk)).text).toBe(user)
  const total = await resultCount(log).textContent()
  await cell(row(log, 3), 'actor').click({ button: 'right' })
  await menu(log, 'Row').getByRole('menuitem', { name: 'Rule out' }).click()
  await expect(resultCount(log)).not.toHaveText(total ?? '')
  await expect(cell(row(log, 1), 'actor')).not.toHaveText(user)
  await log.keyboard.press('Alt+ArrowLeft')
  await expect(resultCount(log)).toHaveText(total ?? '')

  await row(log, 2).click({ modifiers: ['ControlOrMeta'] })
  await row(log, 4).click({ modifiers: ['ControlOrMeta'] })
  await row(log, 4).click({ button: 'right' })
  await menu(log, 'Row')
    .getByRole('menuitem', { name: /Compare the two/ })
    .click()
  await expect(log.getByRole('dialog')).toBeVisible()
  await log.keyboard.press('Escape')
  // Beside the selection, a row is meant alone.
  await row(log, 6).click({ button: 'right' })
  await expect(menu(log, 'Row').getByRole('menuitem', { name: /^Open/ })).toBeVisible()
  await log.keyboard.press('Escape')
})

reading('selected rows are copied as a table with the columns on screen, and entries as they were sent', async ({ desk, log }) => {
  await grid(log).focus()
  await log.keyboard.press('ArrowDown')
  await log.keyboard.press('Shift+ArrowDown')
  await log.keyboard.press('Shift+ArrowDown')
  await log.keyboard.press('ControlOrMeta+c')
  await expect(said(log)).toHaveText('Copied 3 rows')
  const { text, html } = await clipboard(desk)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  expect(lines).toHaveLength(4)
  expect(lines[0]).toEqual([expect.stringMatching(/^Time/), 'User', 'Action', 'Resource', 'Status', 'IP address'])
  const shown = await row(log, 2).locator('[data-column]').allTextContents()
  expect(lines.some(([, user, action]) => user === shown[2] && action === shown[3])).toBe(true)
  expect(html.match(/<tr>/g)).toHaveLength(4)
  expect(html).toContain(`<td>${lines[1]?.[1] ?? ''}</td>`)

  await log.keyboard.press('ControlOrMeta+Shift+C')
  await expect(said(log)).toContainText('Copied 3 entries as sent')
  const entries = JSON.parse((await clipboard(desk)).text) as { action: string }[]
  expect(entries.map(({ action }) => action)).toEqual(lines.slice(1).map(([, , action]) => action))
  await log.keyboard.press('Escape')
})

reading('a column is sorted, pinned, fitted and hidden from its menu, by keys alone', async ({ desk, log }) => {
  // So narrow that not all columns fit.
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1000, 700))
  const button = log.getByRole('button', { name: 'Menu of User', exact: true })
  const choose = async (item: RegExp): Promise<void> => {
    await button.focus()
    await log.keyboard.press('Enter')
    await chooseByKeys(log, 'Column', item)
  }
  await button.focus()
  await log.keyboard.press('Enter')
  await expectAccessible(log)
  await log.keyboard.press('Escape')
  await expect(button).toBeFocused()
  await choose(/^Sort Z/)
  await expect(header(log, /User/)).toHaveAttribute('aria-sort', 'descending')
  await choose(/^Back to/)
  await expect(header(log, /Time/)).toHaveAttribute('aria-sort', 'descending')

  await choose(/^Pin left/)
  await expect(grid(log).getByRole('columnheader').nth(1)).toHaveText(/User/)
  await choose(/^Fit/)
  const left = async (): Promise<number> => (await cell(row(log, 1), 'actor').boundingBox())?.x ?? NaN
  const before = await left()
  await log.getByRole('button', { name: 'Columns', exact: true }).click()
  for (const name of ['Target', 'Permission', 'User agent']) await log.getByRole('checkbox', { name, exact: true }).check()
  await log.keyboard.press('Escape')
  await grid(log).evaluate((element) => (element.scrollLeft = 200))
  await expect.poll(() => grid(log).evaluate((element) => element.scrollLeft)).toBeGreaterThan(50)
  expect(await left()).toBe(before)
  await choose(/^Unpin/)
  await grid(log).evaluate((element) => (element.scrollLeft = 0))

  await choose(/^Filter by/)
  await expect(log.getByLabel('Search', { exact: true }).first()).toHaveValue(/actor:$/)
  await expect(log.getByRole('listbox')).toBeVisible()
  await search(log, '')
  await choose(/^Hide/)
  await expect(grid(log).locator('[role=columnheader][data-column="actor"]')).toHaveCount(0)
  await log.getByRole('button', { name: 'Columns', exact: true }).click()
  await log.getByRole('checkbox', { name: 'User', exact: true }).check()
  for (const name of ['Target', 'Permission', 'User agent']) await log.getByRole('checkbox', { name, exact: true }).uncheck()
  await log.getByRole('button', { name: 'Reset widths' }).click()
  await log.keyboard.press('Escape')
})

reading('rows are closer or further apart, and the one at the top stays; what a search hit is marked', async ({ log }) => {
  await expect(row(log, 1)).toBeVisible()
  await grid(log).focus()
  await log.keyboard.press('End')
  await expect(row(log, 3000)).toBeVisible()
  const height = async (): Promise<number> => (await grid(log).getByRole('row').nth(5).boundingBox())?.height ?? NaN
  await expect.poll(height).toBe(33)
  await log.getByRole('button', { name: 'Columns', exact: true }).click()
  const density = log.getByRole('radiogroup', { name: 'Density' })
  await density.getByRole('radio', { name: 'Normal' }).focus()
  await log.keyboard.press('ArrowLeft')
  await expect.poll(height).toBe(27)
  // The last row is still there, and stands at the end of the list.
  await expect(row(log, 3000)).toBeInViewport()
  await log.keyboard.press('ArrowRight')
  await expect.poll(height).toBe(33)
  await log.keyboard.press('Escape')

  await search(log, 'demir')
  await expect(resultCount(log)).toContainText(' of ')
  await expect
    .poll(() => log.evaluate(() => [...(CSS.highlights.get('hit') ?? [])].map((range) => range.startContainer.textContent?.toLowerCase())))
    .toEqual(expect.arrayContaining([expect.stringContaining('demir')]))
  await search(log, '')
  await expect.poll(() => log.evaluate(() => CSS.highlights.has('hit'))).toBe(false)
})
