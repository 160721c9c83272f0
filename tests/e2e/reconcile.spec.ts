import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const table = (page: Page) => page.getByRole('grid', { name: 'File and log compared' })
const why = (page: Page) => page.getByRole('complementary', { name: 'Why' })

test('a file of users and roles is compared by keys alone: each difference leads to its entries, and all of it is exported', async ({
  log: page,
  desk: { app },
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-reconcile-'))
  await page.keyboard.press('Control+4')
  const roles = page.getByRole('grid', { name: 'Who has which roles' })
  await expect(roles.getByRole('row').nth(1)).toBeVisible()
  // What the application itself exports, without its first line and with somebody whom nobody knows.
  const own = join(folder, 'access.csv')
  const answerSave = (path: string) =>
    app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  await answerSave(own)
  await page.keyboard.press('e')
  await page.getByRole('button', { name: 'Save as…' }).press('Enter')
  await expect(page.getByText('verified on disk')).toBeVisible()
  await page.keyboard.press('Escape')
  const [head = '', gone = '', ...rest] = readFileSync(own, 'utf8').trim().split('\r\n')
  const path = join(folder, 'now.csv')
  writeFileSync(path, [head, ...rest, 'ghost@nowhere.test,Owner,Owner,direct,,,,,', ',Owner', ''].join('\r\n'))
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)

  await page.keyboard.press('r')
  await page.keyboard.press('o')
  await expect(page.getByLabel('User column')).toHaveValue('user')
  await expect(page.getByLabel('Role column')).toHaveValue('role_id')
  await expect(page.getByLabel('Path column')).toHaveValue('path')
  await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  await expect(table(page).getByRole('row').nth(1)).toContainText('ghost@nowhere.test')
  await expect(page.getByText(/\d rows? w(?:as|ere) not read/)).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])

  await page.getByLabel('Which lines').selectOption('only-in-log')
  const [user = ''] = gone.split(',')
  await expect(table(page).getByRole('row').nth(1)).toContainText(user)
  await page.getByLabel('Which lines').press('Escape')
  await table(page).focus()
  await page.keyboard.press('Enter')
  await expect(why(page)).toContainText('the file lacks')
  const link = why(page).getByRole('listitem').getByRole('button').first()
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Entry details' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(table(page)).toBeFocused()

  const out = join(folder, 'compared.html')
  await answerSave(out)
  await page.keyboard.press('e')
  await page.getByRole('radio', { name: 'Report' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Save as…' }).press('Enter')
  await expect(page.getByText('verified on disk')).toBeVisible()
  const report = readFileSync(out, 'utf8')
  expect(report).toContain('SHA-256')
  expect(report).toContain('It names no user.')
  rmSync(folder, { recursive: true })
})
