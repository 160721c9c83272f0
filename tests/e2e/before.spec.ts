import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { answerOpenDialog, expect, expectCount, row, search, synced, test, type Desk } from './fixtures.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const details = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })

async function imported(desk: Desk, file: string, records: readonly object[], entries: number): Promise<void> {
  const { page } = desk
  writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'))
  await answerOpenDialog(desk, file)
  await button(page, 'Import a file…').click()
  await button(page, 'Choose files…').click()
  await button(page, 'Import').click()
  await button(page, 'Open the log').click()
  await synced(page, entries)
}

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 5, 10, minute)).toISOString()
/** An update of one role, of which only what is after was sent. */
const update = (id: string, minute: number, after: object, status = 'success') => ({
  id, timestamp: at(minute), actor: { email: 'ann@acme.example' }, action: 'role_update', resource: { type: 'role', id: 'r-1', name: 'Auditor' }, status, changes: { after },
}) // prettier-ignore

test('what was before is rebuilt from the entry before, in words apart from what was received, or said to be undetermined', async ({
  desk,
  folder,
}) => {
  const { page } = desk
  const records = [
    update('first', 1, { permissions: ['log:read'], color: 'red' }),
    update('second', 2, { permissions: ['log:read', 'log:write'] }),
    update('tried', 3, { permissions: ['*'] }, 'failed'),
    update('fourth', 4, { permissions: ['log:read'], color: 'blue' }),
  ]
  await imported(desk, join(folder, 'halves.ndjson'), records, records.length)

  await page.keyboard.press('/')
  await search(page, 'has:before')
  await expectCount(page, 0)
  await page.keyboard.press('/')
  await search(page, 'has:derived-before')
  // Of the last one the color alone: a failed attempt at the permissions lies between. The attempt itself has a before as well.
  await expectCount(page, 3)

  await row(page, 3).click()
  await page.keyboard.press('Enter')
  const derived = details(page).getByRole('group', { name: 'Before, derived' })
  await expect(details(page).getByRole('region', { name: 'Changes' })).toContainText('The source did not send what was before')
  await expect(derived).toContainText('This is rebuilt from earlier entries')
  await expect(derived).toContainText('log:write')
  await expect(derived).toContainText('1 permission unchanged')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await row(page, 1).click()
  await expect(derived.getByRole('list', { name: 'Comes from' })).toContainText('color')
  await expect(derived).toContainText('red')
  const open = derived.getByRole('list', { name: 'Undetermined' })
  await expect(open).toContainText('permissions undetermined: a failed attempt lies between')
  // By keyboard: the link to the entry that shows the doubt.
  await open.getByRole('button', { name: 'Show the entry' }).focus()
  await page.keyboard.press('Enter')
  await expect(details(page).getByRole('region', { name: 'Record' })).toContainText('tried')

  // Nothing of it is in what was received.
  await expect(details(page).getByRole('region', { name: 'Record' })).not.toContainText('"before"')
})

test('entries out of one record name each other, and a key goes from one to the next', async ({ desk, folder }) => {
  const { page } = desk
  const event = (name: string, email: string) => ({ type: 'USER_SETTINGS', name, parameters: [{ name: 'USER_EMAIL', value: email }] })
  const record = {
    kind: 'admin#reports#activity',
    id: { time: at(1), uniqueQualifier: '-7', applicationName: 'admin', customerId: 'C0' },
    actor: { email: 'ann@acme.example', profileId: '1' },
    ipAddress: '192.0.2.7',
    events: [
      event('SUSPEND_USER', 'a@acme.example'),
      event('CHANGE_PASSWORD', 'b@acme.example'),
      event('UNSUSPEND_USER', 'a@acme.example'),
    ],
  }
  await imported(desk, join(folder, 'activities.ndjson'), [record], 3)
  await page.keyboard.press('/')
  await search(page, 'action:CHANGE_PASSWORD')
  await expectCount(page, 1)
  await row(page, 1).click()
  await page.keyboard.press('Enter')
  const siblings = details(page).getByRole('navigation', { name: 'Out of the same record' })
  await expect(siblings).toContainText('2 of 3 entries out of this record')
  await siblings.getByRole('button', { name: /^3: UNSUSPEND_USER/ }).focus()
  await page.keyboard.press('Enter')
  await expect(siblings).toContainText('3 of 3 entries out of this record')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('previous entry out of the same')
  await page.keyboard.press('Enter')
  await expect(siblings).toContainText('2 of 3 entries out of this record')
})
