import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type Desk, expect, launchInfo, long, reading, row, test } from './fixtures.ts'

/** Answers the system's save dialog, which a test cannot click; everything else is real. Null leaves it. */
async function answerSaveDialog({ app }: Desk, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showSaveDialog = (...args: unknown[]) => {
      asked.push((args.at(-1) as { defaultPath: string }).defaultPath)
      return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
    }
  }, path)
}
const proposedNames = ({ app }: Desk): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
const sha256 = (path: string): string => execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)
/** The title in a PDF's own description: an ASCII text, or UTF-16 in hexadecimal. */
function titleOf(pdf: string): string {
  const [, plain, hex] = /\/Title (?:\(([^)]*)\)|<FEFF([0-9A-F]*)>)/i.exec(pdf) ?? []
  return plain ?? (hex ?? '').replace(/.{4}/g, (code) => String.fromCharCode(parseInt(code, 16)))
}
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export entries' })

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

reading(
  'a result becomes a CSV with the columns on screen, and its hash is on screen, in the manifest and in the ledger',
  async ({ log, desk, folder }) => {
    const path = join(folder, 'taken', 'audit.csv')
    mkdirSync(join(folder, 'taken'))
    await answerSaveDialog(desk, path)
    await log.getByRole('radio', { name: 'Failed' }).check({ force: true })
    await expect(log.getByRole('status', { name: 'Result count' })).toContainText(' of ')
    await log.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = dialogOf(log)
    await expect(dialog).toContainText('Entries where the status is failed')
    await expectNoViolations(log)
    await dialog.getByRole('button', { name: 'Save as…' }).click()
    await expect(dialog).toContainText('verified on disk')
    await expectNoViolations(log)

    expect((await proposedNames(desk))[0]).toMatch(/^iam-audit-[a-z0-9-]+-until-\d{4}-\d\d-\d\d-status-is-failed\.csv$/)
    const hash = sha256(path)
    await expect(dialog.getByText(hash)).toBeVisible()
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as {
      query: string
      files: { sha256: string; entries: number }[]
    }
    expect(manifest).toMatchObject({ query: 'status:failed', files: [{ sha256: hash }] })
    const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n')
    expect(head).toBe('\uFEFFrow,time,time_as_sent,user,action,resource_type,resource,target,permission,status,ip,marks')
    expect(lines).toHaveLength(manifest.files[0]?.entries ?? NaN)
    expect(readdirSync(join(folder, 'taken')).sort()).toEqual(['audit.csv', 'audit.csv.manifest.json'])

    await dialog.getByRole('button', { name: 'Close' }).click()
    await log.keyboard.press('Control+,')
    const ledger = log.getByRole('list', { name: 'Exports' })
    await expect(ledger.getByText(hash)).toBeVisible()
    await expectNoViolations(log)

    // Again, from the ledger, with another name.
    const second = join(folder, 'taken', 'again.csv')
    await answerSaveDialog(desk, second)
    await ledger.getByRole('button', { name: 'Export again…' }).first().click()
    await expect(ledger.getByRole('listitem')).toHaveCount(2)
    expect(sha256(second)).toBe(hash)
  },
)

reading('a selection becomes NDJSON, by keyboard alone', async ({ log, desk, folder }) => {
  const path = join(folder, 'some.ndjson')
  await answerSaveDialog(desk, path)
  await row(log, 2).click()
  await log.keyboard.press('Escape')
  await log.keyboard.press('x')
  await log.keyboard.press('j')
  await log.keyboard.press('x')
  await expect(log.getByText('2 selected')).toBeVisible()
  await log.keyboard.press('e')
  const dialog = dialogOf(log)
  await expect(dialog).toContainText('2 entries that you selected')
  await dialog.getByRole('radio', { name: 'NDJSON' }).check({ force: true })
  await log.keyboard.press('Enter')
  await expect(dialog).toContainText('2 entries were exported')
  const ids = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: string }).id) // prettier-ignore
  expect(ids).toHaveLength(2)
  expect(sha256(path)).toBe(await dialog.locator('code').first().textContent())
})

test('the report opens by itself, runs nothing and breaks no rule of its own policy', async ({ log, desk, folder }) => {
  const path = join(folder, 'report.html')
  await answerSaveDialog(desk, path)
  await log.keyboard.press('e')
  const dialog = dialogOf(log)
  await dialog.getByRole('radio', { name: 'Report' }).check({ force: true })
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await expect(dialog).toContainText('were exported')
  const text = readFileSync(path, 'utf8')
  expect(text).not.toContain('<script')
  expect(text).toContain('Period and coverage')
  // In a window of its own: its style is applied, so the policy's hash is right, and nothing was refused.
  const refused = await desk.app.evaluate(async ({ BrowserWindow }, file) => {
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, partition: 'report-test' } })
    const said: string[] = []
    window.webContents.on('console-message', (_event, _level, message) => said.push(message))
    await window.loadFile(file).catch((error: unknown) => said.push(String(error)))
    window.destroy()
    return said
  }, path)
  expect(refused.filter((line) => line.includes('Content Security Policy'))).toEqual([])

  // The same as PDF, of some entries; the window that printed it is gone, and nothing else was written.
  await dialog.getByRole('button', { name: 'Close' }).click()
  await log.getByRole('radio', { name: 'Failed' }).check({ force: true })
  await expect(log.getByRole('status', { name: 'Result count' })).toContainText(' of ')
  const pdf = join(folder, 'pdf', 'report.pdf')
  mkdirSync(join(folder, 'pdf'))
  await answerSaveDialog(desk, pdf)
  await log.keyboard.press('e')
  await dialog.getByRole('radio', { name: 'PDF' }).check({ force: true })
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Denied access')
  await dialog.getByRole('textbox', { name: 'Reference' }).fill('WP-12')
  await dialog.getByRole('textbox', { name: 'Prepared by' }).fill('J. Doe')
  await expectNoViolations(log)
  await expect(dialog).toContainText('at most 5,000 entries')
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await expect(dialog).toContainText('were exported', { timeout: 120_000 })
  const printed = readFileSync(pdf, 'latin1')
  expect(printed.slice(0, 5)).toBe('%PDF-')
  // For assistive technology: tags, language, title; and bookmarks for everybody.
  for (const part of ['/StructTreeRoot', '/Marked true', '/Lang (en', '/Outlines']) expect(printed).toContain(part)
  expect(titleOf(printed)).toBe('Denied access · WP-12')
  expect(sha256(pdf)).toBe(await dialog.locator('code').first().textContent())
  expect(readdirSync(join(folder, 'pdf'))).toEqual(['report.pdf'])
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  // And by the executable's own command: the end of the window that prints is not the end of the command.
  await desk.close()
  const { executable, args, env } = launchInfo()
  const byCommand = join(folder, 'pdf', 'command.pdf')
  const command = ['export', '--data', folder, '--filter', 'status:failed last:30d', '--format', 'pdf', '--out', byCommand]
  const said = execFileSync(executable, [...args, ...command], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(said).toBe(`${sha256(byCommand)}  ${byCommand}\n`)
})

test('bookmarks and a case are exported from their page, with notes, as a workbook', { tag: long }, async ({ log, desk, folder }) => {
  const names = (path: string): string => execFileSync('unzip', ['-p', path, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8' })
  await row(log, 2).click()
  await log.keyboard.press('x')
  await log.keyboard.press('Shift+ArrowDown')
  await log.keyboard.press('Shift+ArrowDown')
  await log.keyboard.press('b')
  await log.getByRole('textbox', { name: 'Note' }).fill('=seen by me')
  await log.getByRole('button', { name: 'Bookmarks', exact: true }).click()
  await expect(log.getByText('3 bookmarks', { exact: true })).toBeVisible()
  const path = join(folder, 'bookmarks.xlsx')
  await answerSaveDialog(desk, path)
  await log.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = dialogOf(log)
  await expect(dialog).toContainText('3 entries: bookmarked entries.')
  await expect(dialog.getByRole('checkbox', { name: 'Notes, tags and case of bookmarked entries' })).toBeChecked()
  await dialog.getByRole('radio', { name: 'Excel' }).check({ force: true })
  await expectNoViolations(log)
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await expect(dialog).toContainText('3 entries were exported')
  expect(names(path)).toContain('<t>=seen by me</t>')
  await dialog.getByRole('button', { name: 'Close' }).click()

  await log.getByRole('button', { name: 'New case' }).click()
  await log.getByRole('textbox', { name: 'Title' }).fill('Payroll')
  await log.getByRole('button', { name: 'Create case' }).click()
  await log.getByRole('button', { name: 'Export case' }).click()
  await expect(dialog).toContainText('0 entries: bookmarked entries of the case “Payroll”.')
})

reading(
  'leaving the dialog, a place that refuses, and a name that is taken leave nothing and say so',
  async ({ log, desk, folder }, testInfo) => {
    await answerSaveDialog(desk, null)
    await log.keyboard.press('e')
    const dialog = dialogOf(log)
    const save = dialog.getByRole('button', { name: 'Save as…' })
    await save.click()
    await expect(save).toBeVisible()

    await answerSaveDialog(desk, join(folder, 'no such folder', 'a.csv'))
    await save.click()
    await expect(dialog.getByRole('alert')).toContainText('The folder is not there any more.')
    await expectNoViolations(log)

    // Without an ending the system asked about another name than the one that is written.
    const place = testInfo.outputPath('taken')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'mine.csv'), 'mine')
    await answerSaveDialog(desk, join(place, 'mine'))
    await save.click()
    await expect(dialog.getByRole('alert')).toContainText('something of this name')
    expect(readFileSync(join(place, 'mine.csv'), 'utf8')).toBe('mine')
    expect(existsSync(join(place, 'mine.csv.part'))).toBe(false)
  },
)

test('an export of everything goes on in the background while the log is read', { tag: long }, async ({ log, desk, folder }) => {
  const path = join(folder, 'everything.csv')
  await answerSaveDialog(desk, path)
  await log.keyboard.press('e')
  const dialog = dialogOf(log)
  await dialog.getByRole('radio', { name: 'Everything' }).check({ force: true })
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await log.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await log.getByRole('radio', { name: 'Successful' }).check({ force: true })
  await expect(log.getByRole('status', { name: 'Result count' })).toContainText(' of ')
  await expect.poll(() => existsSync(`${path}.manifest.json`)).toBe(true)
  expect(readFileSync(path, 'utf8').split('\r\n').length).toBeGreaterThanOrEqual(3000)
})
