import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { generateEntries, organisationAt, type Incident } from '../../demo-tenant/index.ts'
import { connect, copiedLink, expect, expectCount, grid, long, openDesk, reading, row, synced, test } from './fixtures.ts'

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const search = (page: Page) =>
  page.getByRole('combobox', { name: 'Search', exact: true }).or(page.getByRole('textbox', { name: 'Search', exact: true }))
const goTo = (page: Page, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true }).click()
const said = (page: Page) => page.getByRole('status', { name: 'Last change' })

const history = (page: Page) => page.getByRole('region', { name: 'History' })
const menu = (page: Page) => page.getByRole('menu')
const caseTitle = 'Payroll incident'

/** What the demo organisation's latest self-grant left in the log of a tenant as the tests start it. */
function incident() {
  const options = { entries: 3000, seed: 1 }
  const { groups, incidents, roles } = organisationAt(options)
  const { actor, address, group, role } = incidents.findLast(({ kind }) => kind === 'self-grant') as Incident
  const widened = [...generateEntries(options)]
    .map((line) => JSON.parse(line) as { action: string; resource: { id?: string }; actor: { email: string }; timestamp: string })
    .find((entry) => entry.action === 'role_update' && entry.resource.id === role && entry.actor.email === actor)
  return {
    actor,
    address,
    role: roles.find(({ id }) => id === role)?.name ?? '',
    group: groups.find(({ id }) => id === group)?.name ?? '',
    widened: Date.parse(widened?.timestamp ?? ''),
  }
}
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Bookmarks the open entry and puts it in the case, which the first one makes. */
async function putInCase(page: Page, isFirst = false): Promise<void> {
  await drawer(page).getByRole('button', { name: 'Bookmark', exact: true }).click()
  await drawer(page)
    .getByRole('combobox', { name: 'Case' })
    .selectOption(isFirst ? 'New case…' : caseTitle)
  if (isFirst) {
    const dialog = page.getByRole('dialog', { name: 'New case' })
    await dialog.getByLabel('Title').fill(caseTitle)
    await dialog.getByRole('button', { name: 'Create case' }).click()
  }
  await expect(drawer(page).getByRole('combobox', { name: 'Case' })).toContainText(caseTitle)
}

test('an investigator goes from a denied check to the self-granted role, and finds it all again after a restart, with the tenant gone', async ({
  folder,
  tenant,
}) => {
  const { actor, address, group, role, widened } = incident()
  const who = actor.split('@')[0] ?? ''
  const first = await openDesk(folder)
  const { page } = first
  await connect(page, tenant.url, tenant.token)
  await synced(page, tenant.entries)

  // A denied check leads to the role that was wanted.
  await search(page).fill('action:permission_check permission:iam:tenant:role:assign')
  await grid(page).getByRole('row').filter({ hasText: who }).filter({ hasText: role }).first().click()
  await expect(drawer(page)).toContainText('was denied iam:tenant:role:assign')
  await drawer(page).getByRole('button', { name: 'History', exact: true }).click()
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of role ${role}`)
  const step = (text: string) => history(page).getByRole('list', { name: 'Entries' }).getByRole('button').filter({ hasText: text })
  await step('permissions changed').filter({ hasText: who }).nth(1).click()
  await expect(drawer(page).getByRole('region', { name: 'Changes' })).toContainText('self-grant The user who changed the role holds it')
  await putInCase(page, true)
  await drawer(page).getByRole('textbox', { name: 'Note' }).fill('**self-granted**: <img src=x onerror=alert(1)>')
  await drawer(page).getByRole('combobox', { name: 'Tags' }).fill('escalation')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('button', { name: 'Remove tag escalation' })).toBeVisible()
  await step(`given to ${group}`).filter({ hasText: who }).click()
  await expect(drawer(page).getByRole('heading', { level: 2 })).toContainText(`gave role ${role} to ${group}`)
  await putInCase(page)

  // The group that received it, by the menu on its name: they entered it themselves.
  await drawer(page)
    .getByRole('button', { name: `More on target ${group}` })
    .click()
  await menu(page).getByRole('menuitem', { name: 'History' }).click()
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of group ${group}`)
  await step(`${actor} joined`).first().click()
  await expect(drawer(page)).toContainText('The user who was added to the group did it themselves.')
  await putInCase(page)
  await expectNoViolations(page)
  // Its link comes back to it from wherever one is.
  await page.getByRole('button', { name: 'Copy link' }).click()
  const link = await copiedLink(first, tenant)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of role ${role}`)
  await first.app.evaluate(({ app }, url) => app.emit('second-instance', {}, ['iam-audit-desk', url], ''), link)
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of group ${group}`)
  await expect(drawer(page)).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of role ${role}`)

  // What the night's new address did, by the keyboard's menu on a row of the log.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(history(page)).toBeHidden()
  await search(page).fill(`actor:${actor} ip:${address}`)
  await expect(row(page, 1)).toContainText('role_update')
  await row(page, 1).click()
  await grid(page).focus()
  await page.keyboard.press('Shift+F10')
  await expect(menu(page).getByRole('group')).toHaveCount(3)
  await menu(page).getByRole('group', { name: address }).getByRole('menuitem', { name: 'History' }).click()
  await expect(history(page).getByRole('heading', { level: 1 })).toHaveText(`History of IP address ${address}`)
  for (const action of ['mfa_reset', 'api_token_create', 'payroll_export']) {
    await step(action).click()
    await expect(drawer(page).getByRole('definition').filter({ hasText: action }).first()).toBeVisible()
    await putInCase(page)
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')

  // Two entries side by side.
  await search(page).fill(`case:"${caseTitle}"`)
  await expectCount(page, 6)
  await expect(row(page, 1)).toContainText('Bookmarked')
  await row(page, 1).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await row(page, 2).click({ modifiers: ['Control'] })
  await page.keyboard.press('c')
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText(/values? unchanged/)
  await page.keyboard.press('Escape')

  const readRole = async (desk: Page): Promise<void> => {
    await row(desk, 6).click()
    await drawer(desk).getByRole('button', { name: 'History', exact: true }).click()
    await desk.keyboard.press('Escape')
    const state = history(desk).getByRole('group', { name: 'State' })
    await history(desk)
      .getByRole('textbox', { name: 'As of date' })
      .fill(dayOf(widened - 86_400_000))
    await expect(state).toContainText(`As of`)
    await expect(state).not.toContainText('hr:payroll:*')
    await expect(state).toContainText('Held by')
    await history(desk).getByRole('slider', { name: 'As of' }).press('ArrowRight')
    await expect(state).toContainText('hr:payroll:*')
    await state.getByRole('combobox', { name: 'Show' }).selectOption('what the last change did')
    await expect(state.getByRole('region', { name: 'Changes' })).toContainText('Added: hr:payroll:*')
    await state.getByRole('radio', { name: 'Unified' }).check({ force: true })
    await expect(state.getByRole('list', { name: 'Unified changes' })).toContainText('hr:payroll:*')
  }
  await readRole(page)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectNoViolations(page)
  }
  await first.close()
  await tenant.stop()

  const second = await openDesk(folder)
  await synced(second.page, tenant.entries)
  await search(second.page).pressSequentially('has:note case:')
  await second.page.getByRole('option', { name: /Payroll incident/ }).click()
  await expectCount(second.page, 1)
  await goTo(second.page, 'Bookmarks')
  const list = second.page.getByRole('grid', { name: 'Bookmarked entries' })
  await expect(list.getByRole('row')).toHaveCount(6)
  await expect(list).toContainText('self-granted: <img src=x onerror=alert(1)>')
  await second.page.getByRole('button', { name: /^Payroll incident/ }).click()
  await expect(second.page.getByRole('region', { name: 'Case' }).getByRole('heading', { level: 2 })).toHaveText(caseTitle)
  await second.page.getByRole('searchbox', { name: 'Search bookmarks' }).fill('nothing has this')
  await expect(second.page.getByText('No bookmark here has this text')).toBeVisible()
  await second.page.getByRole('searchbox', { name: 'Search bookmarks' }).fill('SELF-granted')
  await expect(list.getByRole('row')).toHaveCount(1)
  await list.getByRole('row').click()
  await expect(drawer(second.page).getByRole('region', { name: 'Saved copy and edits' })).toContainText('wrote the note')
  await expectNoViolations(second.page)
  await drawer(second.page).getByRole('button', { name: 'Show in full log' }).click()
  await expectCount(second.page, tenant.entries)
  await expect(drawer(second.page).getByRole('textbox', { name: 'Note' })).toHaveValue(/self-granted/)
  await search(second.page).fill(`case:"${caseTitle}"`)
  await expectCount(second.page, 6)
  await readRole(second.page)
  await second.close()
})

reading('a selection is bookmarked by key; every removal can be undone', async ({ log }) => {
  await row(log, 1).click()
  await log.keyboard.press('Escape')
  for (const key of ['x', 'Shift+ArrowDown', 'Shift+ArrowDown', 'b']) await log.keyboard.press(key)
  await expect(said(log)).toContainText('Added 3 bookmarks')
  await expect(row(log, 3)).toContainText('Bookmarked')
  await row(log, 2).click()
  await log.keyboard.press('b')
  await expect(said(log)).toContainText('Removed 1 bookmark')
  await expect(row(log, 2)).not.toContainText('Bookmarked')
  await said(log).getByRole('button', { name: 'Undo' }).click()
  await expect(row(log, 2)).toContainText('Bookmarked')
  await goTo(log, 'Bookmarks')
  const list = log.getByRole('grid', { name: 'Bookmarked entries' })
  await expect(list.getByRole('row')).toHaveCount(3)
  await log.getByRole('button', { name: 'New case' }).click()
  await log.getByLabel('Title').fill('Short-lived')
  await log.keyboard.press('Enter')
  await log.getByRole('button', { name: /^All/ }).click()
  await list.focus()
  await log.keyboard.press('Control+a')
  await log.getByRole('combobox', { name: 'Case of the selection' }).selectOption('Short-lived')
  await expect(said(log)).toContainText('Put 3 bookmarks in the case “Short-lived”')
  await log.getByRole('button', { name: /^Short-lived 3/ }).click()
  await expect(list.getByRole('row')).toHaveCount(3)
  await log.getByRole('button', { name: 'Remove case' }).click()
  await expect(said(log)).toContainText('Removed the case “Short-lived”')
  await log.keyboard.press('Control+z')
  await expect(log.getByRole('button', { name: /^Short-lived/ })).toBeVisible()
})

test('the whole result is bookmarked at once', async ({ log }) => {
  await search(log).fill('action:role_delete')
  await expect(row(log, 1)).toContainText('role_delete')
  const total = Number(await grid(log).getAttribute('aria-rowcount')) - 1
  await row(log, 1).click()
  await log.keyboard.press('Control+a')
  await log.getByRole('button', { name: 'Bookmark selection' }).click()
  await expect(said(log)).toContainText(`Added ${total} bookmark`)
  await search(log).fill('is:bookmarked')
  await expectCount(log, total)
})

test('an empty page of bookmarks teaches', async ({ log }) => {
  await goTo(log, 'Bookmarks')
  await expect(log.getByText('Nothing is bookmarked yet')).toBeVisible()
  await expectNoViolations(log)
})

test('a view is saved, counted, renamed, exported, deleted, brought back and imported', async ({ log, desk, folder }) => {
  const file = join(folder, 'views.json')
  await desk.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await search(log).fill('status:failed action:permission_check')
  await expect(row(log, 1)).toContainText('permission_check')
  const total = Number(await grid(log).getAttribute('aria-rowcount')) - 1
  await log.getByRole('button', { name: 'Save view' }).click()
  await log.getByLabel('Name of the view').fill('Denied')
  await log.keyboard.press('Enter')
  const pinned = log.getByRole('region', { name: 'Saved views' })
  await expect(pinned.getByRole('button', { name: `Denied ${total.toLocaleString('en')}` })).toHaveAttribute('aria-current', 'true')
  await log.getByRole('button', { name: 'Clear all' }).click()
  await pinned.getByRole('button', { name: /^Denied/ }).click()
  await expectCount(log, total)
  await log.getByRole('button', { name: 'Manage views' }).click()
  const dialog = log.getByRole('dialog', { name: 'Saved views' })
  await dialog.getByLabel('Name of view Denied').fill('Denied checks')
  await log.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Duplicate Denied checks' }).click()
  await dialog.getByRole('button', { name: 'Move Denied checks (copy) up' }).click()
  await expect(dialog.getByRole('listitem').first().getByRole('textbox')).toHaveValue('Denied checks (copy)')
  await expectNoViolations(log)
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog.getByRole('status')).toContainText('Wrote 2 views to views.json')
  const written = JSON.parse(readFileSync(file, 'utf8')) as { views: { name: string; query: string }[] }
  expect(written.views.map(({ name, query }) => [name, query])).toEqual([
    ['Denied checks (copy)', 'status:failed action:permission_check'],
    ['Denied checks', 'status:failed action:permission_check'],
  ])
  await dialog.getByRole('button', { name: 'Delete Denied checks (copy)' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Import…' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(4)
})

reading('two selected entries are compared side by side', async ({ log }) => {
  await search(log).fill('action:role_update status:success has:changes')
  await expect(row(log, 1)).toContainText('role_update')
  await row(log, 1).click()
  await log.keyboard.press('Escape')
  await log.keyboard.press('x')
  await expect(log.getByRole('button', { name: 'Compare' })).toBeHidden()
  await row(log, 4).click({ modifiers: ['Control'] })
  await expect(log.getByRole('button', { name: 'Compare' })).toBeVisible()
  // What was done with a selection does not end it.
  await log.keyboard.press('b')
  await expect(row(log, 1)).toContainText('Bookmarked')
  await expect(log.getByText('2 selected')).toBeVisible()
  await log.keyboard.press('c')
  const comparison = log.getByRole('region', { name: 'Comparison' })
  await expect(comparison.getByRole('columnheader', { name: 'First' })).toHaveCount(2)
  await expect(comparison).toContainText(/values? unchanged/)
  await expectNoViolations(log)
  await log.keyboard.press('Escape')
  await expect(comparison).toBeHidden()
  await log.getByRole('button', { name: 'Compare' }).click()
  await comparison.getByRole('button', { name: 'Open the second' }).click()
  await expect(drawer(log)).toBeVisible()
})

test(
  'a note that is still being typed when the window closes is kept; a damaged file is restored and told',
  { tag: long },
  async ({ folder, tenant }) => {
    const first = await openDesk(folder)
    await connect(first.page, tenant.url, tenant.token)
    await synced(first.page, tenant.entries)
    await row(first.page, 1).click()
    await first.page.keyboard.press('n')
    await expect(drawer(first.page).getByRole('textbox', { name: 'Note' })).toBeFocused()
    await first.page.keyboard.type('typed to the last moment')
    await first.close()

    const tenants = join(folder, 'tenants')
    const casework = join(tenants, readdirSync(tenants)[0] ?? '', 'casework.db')
    for (const suffix of ['-wal', '-shm']) rmSync(casework + suffix, { force: true })
    writeFileSync(casework, 'this is not a database')

    const second = await openDesk(folder)
    await synced(second.page, tenant.entries)
    const notice = second.page.getByRole('alert')
    await expect(notice).toContainText('damaged')
    await expect(notice).toContainText('There is 1 bookmark now.')
    await expectNoViolations(second.page)
    await goTo(second.page, 'Bookmarks')
    const list = second.page.getByRole('grid', { name: 'Bookmarked entries' })
    await expect(list).toContainText('typed to the last moment')
    await notice.getByRole('button', { name: 'I have read this' }).click()
    await expect(notice).toBeHidden()

    await list.getByRole('row').click()
    await list.focus()
    await second.page.keyboard.press('Delete')
    await expect(second.page.getByText('Nothing is bookmarked yet')).toBeVisible()
    await goTo(second.page, 'Settings')
    await second.page.getByRole('button', { name: 'Restore…' }).first().click()
    await second.page.getByRole('button', { name: 'Restore this backup' }).click()
    await expect(second.page.getByText('Restored, with 1 bookmark.')).toBeVisible()
    await second.close()
  },
)
