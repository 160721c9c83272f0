import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { answerOpenDialog, expect, expectCount, grid, row, search, synced, test, type DemoTenant, type Desk } from './fixtures.ts'

/** Answers the system's dialog for the name of a new file. */
async function answerSaveDialog({ app }: Desk, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

/** What a file manager does: real files of the disk, which have a path, are dragged over the window and dropped. */
async function drop(page: Page, ...paths: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.id = 'from-disk'
    document.body.append(input)
  })
  await page.locator('#from-disk').setInputFiles([...paths])
  await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#from-disk')
    const transfer = new DataTransfer()
    for (const file of input?.files ?? []) transfer.items.add(file)
    input?.remove()
    const tell = (type: string) => window.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    tell('dragenter')
    tell('dragover')
    await new Promise(requestAnimationFrame)
    tell('drop')
  })
}

/** The newest entries of the demo tenant, as it sends them. */
async function newest({ url, token }: DemoTenant, count: number): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${url}/api/v1/iam/audit-logs?limit=${count}`, { headers: { authorization: `Bearer ${token}` } })
  return ((await answer.json()) as { items: Record<string, unknown>[] }).items
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const came = (page: Page) => page.getByRole('region', { name: 'Imported' })

/** An access report as a department keeps it: its own words, days first, no zone, a semicolon, no id. */
function report(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const two = (value: number): string => String(value).padStart(2, '0')
    const when = `${two((at % 28) + 1)}.${two((at % 12) + 1)}.2025 ${two(at % 24)}:${two(at % 60)}:09`
    return `${when};role granted;anna.keller@acme.example;dan.wu@acme.example;Org Admin;${at % 4 === 0 ? 'refused' : 'done'};IAM-${at}`
  })
  return ['When;Event;Who;Person concerned;Role;Outcome;Ticket', ...lines, ''].join('\r\n')
}

test('an auditor reads a table that nobody knows: says what its columns are, keeps that as a definition, and filters the log', async ({
  desk,
  folder,
}) => {
  const { page } = desk
  const file = join(folder, 'access report 2025.csv')
  writeFileSync(file, report(120))
  await answerOpenDialog(desk, file)
  await button(page, 'Import a file…').click()
  await button(page, 'Choose files…').click()

  const columns = page.getByRole('region', { name: 'What the columns are' })
  await expect(columns).toBeVisible()
  // Sample values stand beside what each column becomes.
  await expect(columns.getByRole('row', { name: /Ticket/ })).toContainText('IAM-0')
  await page.getByLabel('What When becomes').selectOption({ label: 'Time' })
  await page.getByLabel('What Event becomes').selectOption({ label: 'Action' })
  await page.getByLabel('What Who becomes').selectOption({ label: 'User: email' })
  await page.getByLabel('What Person concerned becomes').selectOption({ label: 'Target: email' })
  await page.getByLabel('What Role becomes').selectOption({ label: 'Resource: name' })
  await page.getByLabel('What Outcome becomes').selectOption({ label: 'Success or failure' })
  await page.getByLabel('Form of the times').selectOption({ label: '31.01.2026 14:05:09, day first' })
  await page.getByRole('radiogroup', { name: 'What refused means' }).getByRole('radio', { name: 'Failed' }).check()
  await page.getByRole('radiogroup', { name: 'What done means' }).getByRole('radio', { name: 'Success' }).check()

  // The person sees the time as it will be read, and changes the zone that the file does not say.
  await expect(columns).toContainText('1 January 2025, 00:00:09.000 UTC')
  await page.getByLabel('Zone of the times').selectOption('Europe/Zurich')
  await expect(columns).toContainText('31 December 2024, 23:00:09.000 UTC')
  await page.getByLabel('Zone of the times').selectOption('UTC')
  await expect(columns).toContainText('1 January 2025, 00:00:09.000 UTC')

  const kept = join(folder, 'report.json')
  await answerSaveDialog(desk, kept)
  await button(page, 'Save definition…').first().click()
  await expect(page.getByText('Saved').first()).toBeVisible()
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ title: 'access report 2025', files: { only: true } })

  await expect(page.getByLabel('Name of the new tenant')).toHaveValue('access report 2025')
  await button(page, 'Import').click()
  await expect(came(page)).toContainText('120 new entries in access report 2025')
  await button(page, 'Open the log').click()
  await synced(page, 120)
  await search(page, 'status:failed target:dan.wu@acme.example')
  await expectCount(page, 30)
})

test('an investigator drops a file of the demo tenant’s entries, filters them, opens one and exports what matters', async ({
  desk,
  tenant,
  folder,
}) => {
  const { page } = desk
  const entries = await newest(tenant, 200)
  const file = join(folder, 'incident.ndjson')
  writeFileSync(file, entries.map((entry) => JSON.stringify(entry)).join('\n'))

  await drop(page, file)
  const readAs = page.getByRole('region', { name: 'Read as' })
  await expect(readAs).toContainText(/Certain|Very likely|Likely/)
  await expect(page.getByRole('region', { name: 'As it will be read' })).toContainText('Looked at')
  await button(page, 'Import').click()
  await expect(came(page)).toContainText(`${entries.length} new entries in incident`)
  await button(page, 'Open the log').click()
  await synced(page, entries.length)

  // What was denied, counted from the file alone.
  const denied = entries.filter(({ status }) => status === 'failed')
  expect(denied.length).toBeGreaterThan(0)
  expect(denied.length).toBeLessThan(entries.length)
  await page.keyboard.press('/')
  await search(page, 'status:failed')
  await expectCount(page, denied.length)
  await row(page, 1).click()
  await page.keyboard.press('Enter')
  const details = page.getByRole('complementary', { name: 'Entry details' })
  await expect(details).toContainText('Failed')
  // Newest first, as the tenant sent them.
  await expect(details.getByRole('region', { name: 'Record' })).toContainText(String(denied[0]?.['id']))

  const path = join(folder, 'denied.csv')
  await answerSaveDialog(desk, path)
  await button(page, 'Export').click()
  const dialog = page.getByRole('dialog', { name: 'Export entries' })
  await expect(dialog).toContainText('Entries where the status is failed')
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await expect(dialog).toContainText('verified on disk')
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n')
  expect(lines).toHaveLength(denied.length)
  const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as unknown
  expect(manifest).toMatchObject({ query: 'status:failed', files: [{ entries: denied.length }] })
})

test('an admin imports a file beside a synced log: what is there already is known, and undo takes back what the file alone brought', async ({
  log: page,
  desk,
  tenant,
  folder,
}) => {
  const some = await newest(tenant, 20)
  const file = join(folder, 'last year.ndjson')
  const old = some.slice(0, 5).map((entry, at) => ({ ...entry, id: `old-${at}` }))
  writeFileSync(file, [...some, ...old].map((entry) => JSON.stringify(entry)).join('\n'))

  await page.keyboard.press('Control+2')
  await answerOpenDialog(desk, file)
  await button(page, 'Import…').click()
  await button(page, 'Choose files…').click()
  // The tenant on screen is read from the same source: it is proposed.
  await expect(page.getByRole('combobox', { name: 'Import into' })).not.toHaveValue('')
  await button(page, 'Import').click()
  await expect(came(page)).toContainText('5 new entries')
  await expect(came(page)).toContainText('20; not taken twice')
  await button(page, 'Open the log').click()
  await synced(page, tenant.entries + 5)

  await page.keyboard.press('Control+2')
  const imports = page.getByRole('list', { name: 'Imports' })
  await expect(imports).toContainText('last year.ndjson')
  await expect(imports).toContainText('rows 1 to 25')
  await button(page, 'Undo this import…').click()
  const dialog = page.getByRole('dialog', { name: 'Undo this import?' })
  await expect(dialog).toContainText('at most 5 entries')
  await dialog.getByRole('button', { name: 'Undo the import' }).click()
  await expect(page.getByText(/was taken back: 5 entries gone/)).toBeVisible()
  await page.keyboard.press('Control+1')
  await synced(page, tenant.entries)
})

test('the whole way by keyboard: the page takes the focus, Esc leaves what was only looked at, and a drop of text is left alone', async ({
  desk,
  folder,
}) => {
  const { page } = desk
  const file = join(folder, 'a.csv')
  writeFileSync(file, report(3))
  await answerOpenDialog(desk, file)
  await button(page, 'Import a file…').focus()
  await page.keyboard.press('Enter')
  await expect(button(page, 'Choose files…')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Files', exact: true })).toContainText('a.csv')
  await expect(page.getByRole('heading', { name: 'Import files' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Choose files…')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Import a file…')).toBeVisible()

  const isTaken = await page.evaluate(() => {
    const transfer = new DataTransfer()
    transfer.setData('text/plain', 'not a file')
    const event = new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  })
  expect(isTaken).toBe(false)
  await expect(grid(page)).toHaveCount(0)
})
