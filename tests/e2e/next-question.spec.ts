import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, grid, reading, search } from './fixtures.ts'

const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const count = (page: Page) => page.getByRole('status', { name: 'Result count' })

async function palette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(typed)
}
async function expectNoViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}

reading('a grant says how it ended, with the entry that ended it a key away', async ({ log }) => {
  await search(log, 'action:role_assign status:success')
  await expect(count(log)).toContainText(' of ')
  await grid(log).focus()
  await log.keyboard.press('Enter')
  const since = drawer(log).getByRole('region', { name: 'Since then' })
  // Walking on until one that was taken back.
  await expect(async () => {
    await log.keyboard.press('j')
    await expect(since).toContainText('Revoked', { timeout: 700 })
  }).toPass()
  await expectNoViolations(log)
  const by = /by (\S+)/.exec((await since.textContent()) ?? '')?.[1] ?? 'nobody'
  await since.getByRole('button', { name: 'Show the entry' }).first().focus()
  await log.keyboard.press('Enter')
  await expect(drawer(log).getByRole('heading', { level: 2 })).toContainText(by.slice(0, 5), { ignoreCase: true })
  await expect(drawer(log)).toContainText(/role_revoked?/)
})

reading('a denial says what was held then, and which roles have the permission', async ({ log }) => {
  await search(log, 'action:permission_check status:failed')
  await expect(count(log)).toContainText(' of ')
  await grid(log).focus()
  await log.keyboard.press('Enter')
  const access = drawer(log).getByRole('region', { name: 'Access at that time' })
  await expect(access).toContainText('Held')
  await expect(access).toContainText('Roles with it')
  await expect(access.getByRole('listitem').first()).toBeVisible()
  await expectNoViolations(log)
})

reading('the palette finds a role, its history and its entries, and a month, by keys alone', async ({ log }) => {
  await palette(log, 'billing')
  const options = log.getByRole('listbox', { name: 'Commands' }).getByRole('option')
  await expect(options.filter({ hasText: 'History of Billing' }).first()).toBeVisible()
  await expectNoViolations(log)
  await log.keyboard.press('Enter')
  await expect(log.getByRole('heading', { name: /Billing/ }).first()).toBeVisible()
  await log.keyboard.press('Escape')
  await palette(log, 'October 2026')
  await expect(options.filter({ hasText: 'Only entries on 2026-10' })).toBeVisible()
  await log.keyboard.press('Enter')
  await expect(count(log)).toContainText(' of ')
  await expect(log.getByRole('textbox', { name: 'Search' })).toHaveValue('on:2026-10')
})

reading('a key is changed, single keys are turned off, and both are there after a reload', async ({ log }) => {
  await grid(log).focus()
  await log.keyboard.press('?')
  const sheet = log.getByRole('dialog', { name: 'Keys' })
  const key = sheet.getByTitle('Change the key of “Show or hide the advanced filters”')
  await key.focus()
  await log.keyboard.press('Enter')
  await expect(key).toHaveText('Press a key')
  await log.keyboard.press('d')
  await expect(sheet.getByRole('status')).toHaveText('D already does “Choose the date range”.')
  await log.keyboard.press('y')
  await expect(key).toHaveText('Y')
  await expectNoViolations(log)
  await log.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  const filters = log.getByRole('button', { name: 'Filters', exact: true })
  await expect(filters).toHaveAttribute('title', 'Advanced filters (Y)')
  await log.keyboard.press('f')
  await expect(filters).toHaveAttribute('aria-expanded', 'false')
  await log.keyboard.press('y')
  await expect(filters).toHaveAttribute('aria-expanded', 'true')
  await log.keyboard.press('Escape')
  await grid(log).focus()
  await log.keyboard.press('?')
  await sheet.getByRole('checkbox', { name: 'Single keys run commands' }).focus()
  await log.keyboard.press(' ')
  await log.keyboard.press('Escape')
  await log.reload()
  await expect(grid(log)).toBeVisible()
  await grid(log).focus()
  await log.keyboard.press('y')
  await expect(filters).toHaveAttribute('title', 'Advanced filters')
  // What is no single key still works.
  await log.keyboard.press('Control+,')
  await log.getByRole('checkbox', { name: 'Single keys run commands' }).check()
  await log.getByRole('button', { name: 'Show and change keys' }).click()
  await sheet.getByRole('button', { name: 'Reset the key of “Show or hide the advanced filters”' }).click()
  await expect(key).toHaveText('F')
})

reading('at 200 % and 400 % the view scrolls, the strip folds, and every button can be reached', async ({ log, desk }) => {
  await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.setContentSize(900, 600)
    window?.webContents.setZoomFactor(2)
  })
  const fold = log.getByRole('button', { name: 'Time strip' })
  await expect(fold).toBeVisible()
  await expect(log.getByRole('region', { name: 'Time strip' })).toBeHidden()
  await fold.focus()
  await log.keyboard.press('Enter')
  await expect(log.getByRole('region', { name: 'Time strip' })).toBeVisible()
  for (const zoom of [2, 4]) {
    await desk.app.evaluate(({ BrowserWindow }, factor) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor), zoom)
    for (const name of ['Export', 'Columns', 'Save view', 'Copy link', 'Group by']) {
      const button = log.getByRole('button', { name, exact: true })
      await button.focus()
      await expect(button).toBeInViewport({ ratio: 1 })
    }
  }
  await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.webContents.setZoomFactor(1)
    window?.setContentSize(1440, 900)
  })
})
