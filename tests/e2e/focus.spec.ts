import { copyFileSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, grid, row, reading } from './fixtures.ts'

const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const list = (page: Page) => page.getByRole('grid', { name: 'Bookmarked entries' })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()

/** Something that opens over or beside a page: from where, by which keys, and what is then there. */
interface Opens {
  readonly from: (page: Page) => Locator
  readonly keys: readonly string[]
  readonly there: (page: Page) => Locator
}
const dialog =
  (name: string | RegExp) =>
  (page: Page): Locator =>
    page.getByRole('dialog', { name })
const anyMenu = (page: Page): Locator => page.getByRole('menu').first()

const ofTheLog: Readonly<Record<string, Opens>> = {
  'command palette': { from: grid, keys: ['Control+k'], there: dialog('Command palette') },
  'keys sheet': { from: grid, keys: ['?'], there: dialog('Keys') },
  export: { from: grid, keys: ['e'], there: dialog('Export entries') },
  'export by its button': { from: (page) => button(page, 'Export'), keys: ['Enter'], there: dialog('Export entries') },
  'go to time': { from: grid, keys: ['g'], there: dialog('Go to a time') },
  'date range by key': { from: grid, keys: ['d'], there: dialog('Date range') },
  'date range by its button': { from: (page) => button(page, /^Date range/), keys: ['Enter'], there: dialog('Date range') },
  columns: { from: (page) => button(page, 'Columns'), keys: ['Enter'], there: dialog('Columns') },
  'save view': { from: (page) => button(page, 'Save view'), keys: ['Enter'], there: dialog('Save this view') },
  'saved views': { from: (page) => button(page, 'Manage views'), keys: ['Enter'], there: dialog('Saved views') },
  'choice of facets': { from: (page) => button(page, 'Choose facets'), keys: ['Enter'], there: dialog('Choose facets') },
  tenants: { from: (page) => page.locator('[aria-haspopup=menu]').first(), keys: ['Enter'], there: anyMenu },
  'menu of a row': { from: grid, keys: ['Shift+F10'], there: anyMenu },
  details: { from: grid, keys: ['Enter'], there: drawer },
  note: { from: grid, keys: ['n'], there: (page) => drawer(page).getByRole('textbox', { name: 'Note' }) },
  tags: { from: grid, keys: ['t'], there: (page) => drawer(page).getByRole('combobox', { name: 'Tags' }) },
}
const ofTheLogAndSelection: Readonly<Record<string, Opens>> = {
  'menu of a column': { from: (page) => button(page, 'Menu of Action'), keys: ['Enter'], there: anyMenu },
  'comparison of two': { from: grid, keys: ['x', 'ArrowDown', 'x', 'c'], there: dialog('Two entries compared') },
}
const ofSync: Readonly<Record<string, Opens>> = {
  'calendar of the re-check': { from: (page) => button(page, 'Pick in a calendar'), keys: ['Enter'], there: dialog('Range to re-check') },
}
const ofSettings: Readonly<Record<string, Opens>> = {
  'erasing a tenant': { from: (page) => button(page, /^Erase this tenant/), keys: ['Enter'], there: dialog(/^Erase /) },
  'going back to a backup': { from: (page) => button(page, 'Restore…'), keys: ['Enter'], there: dialog('Go back to this backup?') },
}
const ofBookmarks: Readonly<Record<string, Opens>> = {
  'new case': { from: (page) => button(page, 'New case'), keys: ['Enter'], there: dialog('New case') },
  export: { from: (page) => button(page, 'Export'), keys: ['Enter'], there: dialog('Export entries') },
  details: { from: list, keys: ['Enter'], there: drawer },
  note: { from: list, keys: ['n'], there: (page) => drawer(page).getByRole('textbox', { name: 'Note' }) },
  tags: { from: list, keys: ['t'], there: (page) => drawer(page).getByRole('combobox', { name: 'Tags' }) },
  'menu of a line': { from: list, keys: ['Shift+F10'], there: anyMenu },
}

/** What did not give the focus back to where it was opened from; Esc twice, because it leaves a field before it closes what that is in. */
async function lost(page: Page, all: Readonly<Record<string, Opens>>): Promise<string[]> {
  const found: string[] = []
  for (const [name, { from, keys, there }] of Object.entries(all)) {
    try {
      await from(page).focus({ timeout: 3000 })
      for (const key of keys) await page.keyboard.press(key)
      await expect(there(page)).toBeVisible({ timeout: 5000 })
      await page.keyboard.press('Escape')
      const isField = name === 'note' || name === 'tags'
      if (!isField) await expect(there(page)).toBeHidden({ timeout: 5000 })
      await expect(from(page)).toBeFocused({ timeout: 3000 })
      if (isField) await page.keyboard.press('Escape')
    } catch (error) {
      const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))
      found.push(`${name}: ${at ?? 'nothing'} (${String(error).split('\n', 1)[0] ?? ''})`)
      for (let n = 0; n < 3; n++) await page.keyboard.press('Escape')
    }
  }
  return found
}

reading('Esc closes whatever opened over the log or beside it, and the focus is where it was opened from', async ({ log: page }) => {
  await row(page, 2).click()
  await page.keyboard.press('Escape')
  expect(await lost(page, ofTheLog)).toEqual([])
  await page.keyboard.press('Control+3')
  await expect(list(page)).toBeFocused()
  expect(await lost(page, ofBookmarks)).toEqual([])

  // A case that is made from the list of cases, and thought better of.
  await list(page).focus()
  await page.keyboard.press('Enter')
  const cases = drawer(page).getByRole('combobox', { name: 'Case' })
  await cases.focus()
  const before = await cases.inputValue()
  await cases.selectOption('New case…')
  await expect(page.getByRole('dialog', { name: 'New case' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'New case' })).toBeHidden()
  await expect(cases).toBeFocused()
  await expect(cases).toHaveValue(before)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(list(page)).toBeFocused()
})

reading(
  'so it is with two that are compared, the menu of a column, the calendar, and what asks before it is done',
  async ({ log: page, folder }) => {
    await row(page, 2).click()
    await page.keyboard.press('Escape')
    expect(await lost(page, ofTheLogAndSelection)).toEqual([])
    // The selection is still there, and another Esc takes it away.
    await grid(page).focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+2')
    await expect(button(page, 'Pick in a calendar')).toBeVisible()
    expect(await lost(page, ofSync)).toEqual([])
    // The first backup is made the day after the first bookmark: here is one.
    const [casework = ''] = globSync(join(folder, 'tenants', '*', 'casework.db'))
    copyFileSync(casework, join(dirname(casework), 'casework-backups', 'casework-20260101T120000Z-daily.db'))
    await page.keyboard.press('Control+,')
    expect(await lost(page, ofSettings)).toEqual([])
    // Nothing was erased, and nothing gone back to.
    await page.keyboard.press('Control+1')
    await expect(row(page, 1)).toBeVisible()
  },
)
