import type { Page } from '@playwright/test'
import { connect, type Desk, expect, expectCount, grid, reading, row, search, startTenant, synced, test } from './fixtures.ts'

/** The window's content in device pixels, and how far it is zoomed in. */
async function size({ app, page }: Desk, width: number, height: number, zoom = 1): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [wide, high, factor]) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(wide, high)
      window?.webContents.setZoomFactor(factor)
    },
    [width, height, zoom] as const,
  )
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(width / zoom))
}
const columnsButton = (page: Page) => page.getByRole('button', { name: 'Columns', exact: true })
const details = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const box = (page: Page) => page.getByLabel('Search', { exact: true }).first()
const resultCount = (page: Page) => page.getByRole('status', { name: 'Result count' })
async function openFirst(page: Page): Promise<void> {
  await row(page, 1).click()
  await expect(details(page)).toContainText('SHA-256')
}

reading('in a small window at 200 % and at 400 % everything can be reached, and the rows have room (13.6)', async ({ desk, log }) => {
  for (const [width, height, zoom] of [
    [900, 600, 2],
    [1280, 800, 4],
  ] as const) {
    await size(desk, width, height, zoom)
    await grid(log).focus()
    await log.keyboard.press('ArrowDown')
    const { y, height: high } = (await grid(log).boundingBox()) ?? { y: 0, height: 0 }
    expect(high).toBeGreaterThan(140)
    expect(y + high).toBeLessThanOrEqual(height / zoom)
    await columnsButton(log).click()
    await expect(log.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'User agent' })).toBeVisible()
    await log.keyboard.press('Escape')
    await log.getByRole('button', { name: 'Export', exact: true }).click()
    await log.getByRole('button', { name: 'Save as…' }).scrollIntoViewIfNeeded()
    await expect(log.getByRole('button', { name: 'Save as…' })).toBeInViewport()
    await log.keyboard.press('Escape')
    for (const name of ['Sync', 'Settings', 'IAM Audit Logs']) {
      await log.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true }).click()
      await expect(log.getByRole('main').getByRole('heading').first()).toBeVisible()
    }
  }
})

reading('a column’s box says whether the column is shown, also after it was refused (13.7)', async ({ log }) => {
  await columnsButton(log).click()
  const boxes = log.getByRole('dialog', { name: 'Columns' })
  const header = (name: string) => grid(log).getByRole('columnheader', { name })
  for (const name of ['IP address', 'Status', 'Resource', 'Action', 'User']) {
    await boxes.getByRole('checkbox', { name, exact: true }).click()
    await expect(boxes.getByRole('checkbox', { name, exact: true })).not.toBeChecked()
    await expect(header(name)).toHaveCount(0)
  }
  // The last one stays.
  await boxes.getByRole('checkbox', { name: 'Time' }).click()
  await expect(boxes.getByRole('checkbox', { name: 'Time' })).toBeChecked()
  await boxes.getByRole('checkbox', { name: 'User', exact: true }).click()
  await expect(boxes.getByRole('checkbox', { name: 'User', exact: true })).toBeChecked()
  await expect(header('User')).toHaveCount(1)
  await log.keyboard.press('Escape')
  await expect(columnsButton(log)).toBeFocused()
})

reading('under the pointer, a fact’s copy button is itself, whatever appears beside it (13.7)', async ({ desk, log }) => {
  for (const width of [1100, 1280, 1600]) {
    await size(desk, width, 900)
    await openFirst(log)
    const buttons = details(log).getByRole('button', { name: /^Copy (?!link|details)/ })
    for (const button of await buttons.all()) {
      await button.scrollIntoViewIfNeeded()
      await button.hover()
      const isItself = await button.evaluate((element) => {
        const { left, top, width: wide, height: high } = element.getBoundingClientRect()
        return [0.2, 0.5, 0.8].every((share) => element.contains(document.elementFromPoint(left + wide * share, top + high / 2)))
      })
      expect(isItself, await button.getAttribute('aria-label').then(String)).toBe(true)
    }
  }
})

test('Connect stays on the form with the reason until the tenant answers (13.7)', async ({ desk: { page }, tenant }) => {
  const form = page.getByRole('region', { name: 'Connect a tenant' })
  await expect(page.getByRole('textbox', { name: 'Tenant URL' })).toBeFocused()
  await connect(page, 'http://127.0.0.1:9', tenant.token)
  await expect(form.getByRole('alert')).toContainText('tenant')
  await expect(page.getByText('on their way')).toHaveCount(0)
  await connect(page, tenant.url, tenant.tokens.revoked)
  await expect(form.getByRole('alert')).toContainText(/token/i)
  // By Enter the field had the focus, and has it again.
  await page.getByLabel('Access token').press('Enter')
  await expect(form.getByRole('alert')).toContainText(/token/i)
  await expect(page.getByLabel('Access token')).toBeFocused()
  // Kept on purpose, it does not say that entries are coming.
  await form.getByRole('button', { name: 'Connect anyway' }).click()
  await expect(page.getByRole('alert').or(page.getByRole('main')).first()).toContainText(/token/i)
  await expect(page.getByText('on their way')).toHaveCount(0)
})

reading('while a word may become a field’s name, the answer before it stays (13.8)', async ({ log, tenant }) => {
  await search(log, 'status:failed')
  await expect(resultCount(log)).toContainText(' of ')
  const count = await resultCount(log).innerText()
  await log.keyboard.press('End')
  for (const typed of [' ac', 't', 'or']) {
    await log.keyboard.type(typed)
    await expect(log.getByText('Enter searches for this text')).toBeVisible()
    await expect(resultCount(log)).toHaveText(count)
  }
  await log.keyboard.press('Escape')
  await box(log).fill('after:2026-0')
  await expect(
    log
      .getByRole('alert')
      .or(log.getByText(/“after” takes/))
      .first(),
  ).toBeVisible()
  await expect(resultCount(log)).toHaveText(count)
  await expect(log.getByText('No entries match')).toHaveCount(0)
  // Asked on purpose, it is searched for.
  await search(log, 'act')
  await expectCount(log, 0)
  await search(log, '')
  await expectCount(log, tenant.entries)
})

reading('walking bookmarks keeps the filter (13.8)', async ({ log }) => {
  await row(log, 1).click()
  await log.keyboard.press('b')
  await log.keyboard.press('Escape')
  await search(log, 'action:role_assign')
  await expect(resultCount(log)).toContainText(' of ')
  const count = await resultCount(log).innerText()
  await grid(log).focus()
  await log.keyboard.press('[')
  await expect(details(log)).toContainText('SHA-256')
  await expect(box(log)).toHaveValue('action:role_assign')
  await expect(resultCount(log)).toHaveText(count)
})

reading(
  'the focus comes back after dialogs, views and erasing, and Esc leaves each field to where one was (13.8)',
  async ({ desk, log }) => {
    const backIn = (what: string) =>
      expect.poll(() => log.evaluate(() => document.activeElement?.getAttribute('aria-label')), { message: what })
    await size(desk, 1600, 900)
    await grid(log).focus()
    await log.keyboard.press('ArrowDown')
    await log.keyboard.press('e')
    await expect(log.getByRole('dialog', { name: 'Export entries' })).toBeVisible()
    await log.keyboard.press('Escape')
    await backIn('after the export').toBe('IAM audit log')

    for (const key of ['x', 'ArrowDown', 'x', 'c']) await log.keyboard.press(key)
    await expect(log.getByRole('region', { name: 'Comparison' })).toContainText('Facts')
    await log.keyboard.press('Escape')
    await backIn('after comparing').toBe('IAM audit log')
    await log.getByRole('button', { name: 'Clear selection' }).click()

    await grid(log).focus()
    await log.keyboard.press('Enter')
    await expect(details(log)).toContainText('SHA-256')
    for (const [key, field] of [
      ['n', 'Note'],
      ['t', 'Tags'],
    ] as const) {
      await grid(log).focus()
      await log.keyboard.press(key)
      await expect(details(log).getByLabel(field)).toBeFocused()
      await log.keyboard.press('Escape')
      await backIn(`after ${field}`).toBe('IAM audit log')
    }
    await details(log).getByRole('combobox', { name: 'Case' }).focus()
    await log.keyboard.press('Escape')
    await backIn('after Case').toBe('IAM audit log')

    await grid(log).focus()
    await log.keyboard.press('h')
    const history = log.getByRole('region', { name: 'History' })
    await expect(history).toBeFocused()
    await history.getByRole('textbox', { name: 'As of date' }).focus()
    await log.keyboard.press('Escape')
    await expect(history).toBeFocused()
    await log.keyboard.press('Alt+ArrowLeft')
    await expect(history).toHaveCount(0)
    await backIn('after the history').toBe('IAM audit log')

    await log.getByRole('button', { name: 'Settings', exact: true }).click()
    await log.getByRole('button', { name: 'Erase this tenant’s data…' }).click()
    const dialog = log.getByRole('dialog', { name: /^Erase / })
    const name = (await dialog.getByText(/^Type the tenant’s name/).innerText()).split(': ')[1] ?? ''
    await dialog.getByRole('textbox').fill(name)
    await log.keyboard.press('Enter')
    await expect(log.getByRole('textbox', { name: 'Tenant URL' })).toBeFocused()
  },
)

test('with the details open at 1280, a history breaks no word (13.8)', async ({ desk }) => {
  const tenant = await startTenant({ entries: 3000 })
  try {
    await size(desk, 1280, 800)
    const { page } = desk
    await connect(page, tenant.url, tenant.token)
    await synced(page, tenant.entries)
    await search(page, 'action:role_assign')
    await openFirst(page)
    await grid(page).focus()
    await page.keyboard.press('h')
    const steps = page.getByRole('list', { name: 'Entries' })
    await expect(steps.getByRole('listitem').first()).toBeVisible()
    const broken = await steps.evaluate((list) => {
      const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT)
      const found: string[] = []
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { index, 0: word } of (node.textContent ?? '').matchAll(/[^\s-]+/g)) {
          const range = document.createRange()
          range.setStart(node, index)
          range.setEnd(node, index + word.length)
          if (range.getClientRects().length > 1) found.push(word)
        }
      }
      return found
    })
    expect(broken).toEqual([])
  } finally {
    await tenant.stop()
  }
})
