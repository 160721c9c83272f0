import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { connect, expect, grid, openDesk, row, synced, test } from './fixtures.ts'

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const search = (page: Page) =>
  page.getByRole('combobox', { name: 'Search', exact: true }).or(page.getByRole('textbox', { name: 'Search', exact: true }))
const list = (page: Page) => page.getByRole('grid', { name: 'Bookmarked entries' })
const line = (page: Page, position: number) => list(page).locator(`[role=row][aria-rowindex="${position}"]`)
const caseRegion = (page: Page) => page.getByRole('region', { name: 'Case', exact: true })
const summary = (page: Page) => page.getByRole('textbox', { name: 'Summary' })
const said = (page: Page) => page.getByRole('status', { name: 'Last change' })
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
/** Leaves what has the focus by Tab until `wanted` has it: as somebody without a mouse gets there. */
async function tabTo(page: Page, wanted: ReturnType<typeof list>, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 60; n++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error('Tab does not get there')
}
async function resize(app: Awaited<ReturnType<typeof openDesk>>['app'], width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0), [width, height])
}
/** Bookmarks the first rows of the log and goes to the page of bookmarks, by keys. */
async function withBookmarks(page: Page, count: number): Promise<void> {
  await grid(page).focus()
  await press(page, 'x', ...Array.from({ length: count - 1 }, () => 'Shift+ArrowDown'), 'b')
  await expect(said(page)).toContainText(`Added ${count} bookmarks`)
  await press(page, 'Control+3')
  await expect(line(page, count)).toBeVisible()
}

test('bookmarks are walked, annotated, tagged and moved to a case, and the case gets a summary and a state, by keys alone', async ({
  log: page,
  desk: { app },
}) => {
  await withBookmarks(page, 4)
  // The list has the focus: whoever comes by keys begins at once.
  await press(page, 'Enter')
  await expect(drawer(page).getByRole('region', { name: 'Saved copy and edits' })).toContainText('bookmarked it')
  const first = await drawer(page).getByRole('heading', { level: 2 }).textContent()
  await press(page, 'j')
  await expect(line(page, 2)).toHaveClass(/open/)
  await press(page, 'Home')
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(first ?? '')
  await press(page, 'End')
  await expect(line(page, 4)).toHaveClass(/active/)

  // Note and tag, and back to the line each time.
  await press(page, 'n')
  await expect(drawer(page).getByRole('textbox', { name: 'Note' })).toBeFocused()
  await page.keyboard.type('**who** allowed this?')
  await press(page, 'Escape')
  await expect(list(page)).toBeFocused()
  await expect(line(page, 4)).toContainText('who allowed this?')
  await press(page, 't')
  await expect(drawer(page).getByRole('combobox', { name: 'Tags' })).toBeFocused()
  await page.keyboard.type('odd')
  await press(page, 'Enter', 'Escape')
  await expect(list(page)).toBeFocused()
  await expect(line(page, 4)).toContainText('odd')
  await press(page, 'Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(list(page)).toBeFocused()

  // Many at once, taken back as one.
  await press(page, 'Home', 'x', 'Shift+ArrowDown', 'Shift+ArrowDown')
  await expect(page.getByText('3 of 4 bookmarks selected')).toBeVisible()
  await press(page, 't')
  await page.keyboard.type('leaver, mfa')
  await press(page, 'Enter')
  await expect(said(page)).toContainText('Tagged 3 bookmarks “leaver, mfa”')
  await expect(list(page)).toBeFocused()
  for (const at of [1, 2, 3]) await expect(line(page, at)).toContainText('leaver')
  await press(page, 'Control+z')
  await expect(line(page, 1)).not.toContainText('leaver')
  await press(page, 'Control+a')
  const target = page.getByRole('combobox', { name: 'Case of the selection' })
  await tabTo(page, target, 'Shift+Tab')
  await target.selectOption('New case…')
  await page.keyboard.type('Payroll incident')
  await press(page, 'Enter')
  await expect(said(page)).toContainText('Put 4 bookmarks in the case “Payroll incident”')
  await expect(list(page)).toBeFocused()
  await press(page, 'Escape')
  await expect(page.getByText('4 bookmarks', { exact: true })).toBeVisible()

  // The case: a chronology with a note, a summary that embeds an entry, a state.
  await tabTo(page, page.getByRole('button', { name: /^Payroll incident/ }), 'Shift+Tab')
  await press(page, 'Enter')
  await expect(caseRegion(page).getByRole('heading', { level: 2 })).toHaveText('Payroll incident')
  await expect(line(page, 1)).toContainText('who allowed this?')
  await tabTo(page, summary(page))
  await page.keyboard.type('# What happened\n\nIt began with <img src=x onerror=alert(1)> ')
  await tabTo(page, caseRegion(page).getByRole('button', { name: 'Insert entry…' }), 'Shift+Tab')
  await press(page, 'Enter')
  const picker = page.getByRole('dialog', { name: 'Insert an entry of the case' })
  await expect(picker.getByRole('option')).toHaveCount(4)
  await press(page, 'Escape')
  await expect(caseRegion(page).getByRole('button', { name: 'Insert entry…' })).toBeFocused()
  await press(page, 'Enter')
  await expect(picker.getByRole('option')).toHaveCount(4)
  await page.keyboard.type('allowed this')
  await expect(picker.getByRole('option')).toHaveCount(1)
  await press(page, 'Enter')
  await expect(summary(page)).toBeFocused()
  await expect(summary(page)).toHaveValue(/!\[\[evt_\w+\]\]/)
  await press(page, 'Escape', 'Escape')
  await expect(list(page)).toBeFocused()
  const embedded = caseRegion(page).getByRole('button', { name: /^Open entry|UTC/ })
  await expect(embedded).toContainText('UTC')
  await expect(caseRegion(page)).toContainText('<img src=x onerror=alert(1)>')

  await press(page, 'Home', 'Shift+N')
  const between = page.getByRole('region', { name: 'Note between entries' })
  await expect(between.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await page.keyboard.type('Nobody was on call.')
  await press(page, 'Escape')
  await expect(line(page, 2)).toContainText('Nobody was on call.')
  await expect(list(page)).toHaveAttribute('aria-rowcount', '5')
  await press(page, 'Escape')
  await expect(caseRegion(page)).toBeVisible()
  await tabTo(page, caseRegion(page).getByRole('radio', { name: 'Open' }))
  await press(page, 'ArrowRight')
  await expect(page.getByRole('button', { name: /^Payroll incident/ })).toContainText('in review')
  await expect(caseRegion(page)).toContainText('since ')

  for (const [width, height] of [
    [900, 600],
    [1280, 800],
  ] as const) {
    await resize(app, width, height)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectNoViolations(page)
      await list(page).focus()
      await press(page, 'End', 'Enter')
      await expect(drawer(page)).toBeVisible()
      await expectNoViolations(page)
      await press(page, 'Escape')
    }
  }

  // The link in the summary opens the entry beside the list; removed from the case, the text says so.
  await tabTo(page, embedded)
  await press(page, 'Enter')
  await expect(drawer(page).getByRole('textbox', { name: 'Note' })).toHaveValue('**who** allowed this?')
  await press(page, 'Escape')
  await expect(list(page)).toBeFocused()
  await press(page, 'Home', 'Delete')
  await expect(caseRegion(page)).toContainText(/Entry evt_\w+ is not in this case any more\./)
  await expect(line(page, 1)).not.toContainText('who allowed this?')
  // Its note stays at its time.
  await expect(list(page)).toContainText('Nobody was on call.')
  await press(page, 'Control+z')
  await expect(line(page, 2)).toContainText('Nobody was on call.')
})

test('a bookmark of what the cache has lost is read from its copy, and the report of its case has all that was written', async ({
  folder,
  tenant,
}) => {
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await synced(first.page, tenant.entries)
  await withBookmarks(first.page, 2)
  await first.close()
  await tenant.stop()
  const tenants = join(folder, 'tenants')
  const cache = join(tenants, readdirSync(tenants)[0] ?? '', 'cache.db')
  for (const suffix of ['', '-wal', '-shm']) rmSync(cache + suffix, { force: true })

  const { page, app, close } = await openDesk(folder)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await press(page, 'Control+3')
  await expect(line(page, 1)).toContainText('saved copy only')
  await line(page, 1).click()
  await expect(drawer(page)).toContainText(/From the copy saved on .*; the cache no longer has this entry\./)
  await expect(drawer(page).getByRole('region', { name: 'Record' })).toContainText('not kept with the copy')
  await expect(drawer(page).getByRole('region', { name: 'Around it' })).toContainText('It may have lost more than this entry.')
  await drawer(page).getByRole('textbox', { name: 'Note' }).fill('from the copy')
  await drawer(page).getByRole('combobox', { name: 'Case' }).selectOption('New case…')
  await page.getByLabel('Title').fill('Lost log')
  await press(page, 'Enter')
  await expect(drawer(page).getByRole('combobox', { name: 'Case' })).toContainText('Lost log')
  await expect(line(page, 1)).toContainText('from the copy')
  await expectNoViolations(page)

  await page.getByRole('button', { name: /^Lost log/ }).click()
  await summary(page).fill('**Nothing** else is left.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill('as of the backup')
  await press(page, 'Escape', 'Escape')
  await expect(caseRegion(page)).toContainText('Nothing else is left.')
  await caseRegion(page).getByRole('radio', { name: 'Closed' }).check({ force: true })
  await expect(page.getByRole('button', { name: /^Lost log/ })).toContainText('closed')
  const file = join(folder, 'report.html')
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, file)
  await caseRegion(page).getByRole('button', { name: 'Export case' }).click()
  const exporting = page.getByRole('dialog', { name: 'Export entries' })
  await exporting.getByRole('radio', { name: 'Report' }).check({ force: true })
  await exporting.getByRole('button', { name: 'Save as…' }).click()
  await expect(exporting).toContainText('verified on disk')
  const report = readFileSync(file, 'utf8')
  for (const part of ['Case: Lost log', 'Closed since', '<strong>Nothing</strong> else is left.', 'as of the backup', 'from the copy'])
    expect(report).toContain(part)
  await close()
})

test('[ and ] walk the bookmarks of the log and leave the filter alone; what is outside of it is said', async ({ log: page }) => {
  await search(page).fill('action:role_update')
  await expect(row(page, 1)).toContainText('role_update')
  await grid(page).focus()
  await press(page, 'j', 'b')
  await expect(said(page)).toContainText('Added 1 bookmark')
  await search(page).fill('action:role_assign')
  await expect(row(page, 1)).toContainText('role_assign')
  await grid(page).focus()
  await press(page, 'j', 'b')
  // The sentence is still that of the first one.
  await expect(grid(page).getByRole('row').filter({ hasText: 'Bookmarked' })).toHaveCount(1)
  const total = await grid(page).getAttribute('aria-rowcount')
  const outside = drawer(page).getByText('Outside of the filter: the list does not have this entry.')
  const action = drawer(page)
    .getByRole('definition')
    .filter({ hasText: /role_update|role_assign/ })
    .first()
  let other = /never/
  const seen = new Set<string>()
  for (let n = 0; n < 2; n++) {
    await press(page, '[')
    await expect(drawer(page)).toBeVisible()
    await expect(action).toHaveText(n === 0 ? /role_update|role_assign/ : other)
    const isInside = (await action.textContent())?.includes('role_assign') ?? false
    other = isInside ? /role_update/ : /role_assign/
    seen.add(isInside ? 'inside' : 'outside')
    if (isInside) await expect(outside).toBeHidden()
    else await expect(outside).toBeVisible()
  }
  expect([...seen].sort()).toEqual(['inside', 'outside'])
  await expect(grid(page)).toHaveAttribute('aria-rowcount', total ?? '')
  await expect(search(page)).toHaveValue(/role_assign/)
  await press(page, 'Alt+ArrowLeft')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', total ?? '')
  await expect(drawer(page)).toBeVisible()
})
