import {
  connect,
  copiedLink,
  expect,
  expectCount,
  grid,
  openDesk,
  row,
  startTenant,
  synced,
  test,
  type DemoTenant,
  type Desk,
} from './fixtures.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const entries = 200_000

let tenant: DemoTenant
let desk: Desk
let folder: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-many-'))
  tenant = await startTenant({ entries, args: ['--profile', 'bench', '--frozen'] })
  desk = await openDesk(folder)
  await connect(desk.page, tenant.url, tenant.token)
  await expect(grid(desk.page)).toHaveAttribute('aria-rowcount', String(entries + 1), { timeout: 180_000 })
})
test.afterAll(async () => {
  await desk.close().catch(() => undefined)
  await tenant.stop()
  rmSync(folder, { recursive: true, force: true })
})
test.beforeEach(async () => {
  const { page } = desk
  await page.keyboard.press('Escape')
  const clear = page.getByRole('button', { name: 'Clear all' })
  if (await clear.isVisible()) await clear.click()
  await expectCount(page, entries)
})

const search = () => desk.page.getByRole('textbox', { name: 'Search' })
const facet = (group: string) => desk.page.getByRole('region', { name: 'Facets' }).getByRole('group', { name: group })

/** The number that the result line begins with. */
async function count(): Promise<number> {
  const said = (await desk.page.getByRole('status', { name: 'Result count' }).textContent()) ?? ''
  return Number(/^\s*([\d,]+)/.exec(said)?.[1]?.replaceAll(',', ''))
}

test('the row that is pressed is opened, whatever leaving the search box does to the rows meanwhile', async () => {
  const { page } = desk
  const pressed = row(page, 9)
  const resource = async (): Promise<string> => (await pressed.locator('.resource').innerText()).trim()
  const before = await resource()
  await search().fill('action:group_create')
  await page.keyboard.press('Escape')
  await expect.poll(resource).not.toBe(before)
  const wanted = await resource()
  await pressed.hover()
  await page.mouse.down()
  // The query is remembered now, and with it every setting is another object.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid')
  await page.waitForFunction(async () => {
    const { value } = (await window.api.request('settings.get', undefined, 9e6)) as { value: { recentQueries: string[] } }
    return value.recentQueries.includes('action:group_create')
  })
  await page.mouse.up()
  await expect(page.getByRole('complementary', { name: 'Entry details' })).toContainText(wanted)
  await page.keyboard.press('Escape')
})

test('what is typed is found while it is typed, and a mistake is told with its place', async () => {
  const { page } = desk
  await search().pressSequentially('action:role_assign')
  await page.keyboard.press('Escape')
  // What was typed is understood, and its answer is there: half a word matches nothing.
  await expect(facet('Action').getByRole('checkbox', { name: /^role_assign/ })).toBeChecked()
  await expect(row(page, 1)).toContainText('role_assign')
  await expect.poll(count).toBeLessThan(entries)
  const assigned = await count()
  expect(assigned).toBeGreaterThan(0)
  await search().fill('action:role_assign status:failed')
  await page.keyboard.press('Escape')
  await expect.poll(count).toBeLessThan(assigned)
  await search().fill('action:role_assign (status:failed')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert', { name: 'Query error' })).toBeVisible()
  // The last good rows stay.
  await expect(row(page, 1)).toBeVisible()
  // What was meant is taken by one key, and asked.
  await page.keyboard.press('Alt+Enter')
  await expect(search()).toHaveValue('action:role_assign (status:failed)')
  await expect(search()).toBeFocused()
  await expect(page.getByRole('alert', { name: 'Query error' })).toBeHidden()
  await page.keyboard.press('Enter')
  // What was asked before is offered in the empty box, until it is taken out of the history.
  await search().fill('')
  await page.keyboard.press('Escape')
  await search().click()
  const past = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first()
  await expect(past).toContainText('action:role_assign (status:failed)')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect(past).not.toContainText('action:role_assign (status:failed)')
  // Those that begin with it come first, though others occur far more often.
  await search().fill('actor:ma')
  await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first()).toContainText(/^\s*ma/)
  await page.keyboard.press('Escape')
  await search().fill('')
})

test('a search of the raw texts shows rows before it is over, and ends with all of them', async () => {
  const { page } = desk
  await search().fill('raw:quarterly')
  await page.keyboard.press('Escape')
  await expect(row(page, 1)).toBeVisible()
  // Until it is over it says “at least”.
  await expect.poll(count).toBeLessThan(entries)
  const found = await count()
  expect(found).toBeGreaterThan(0)
  await search().fill('NOT raw:quarterly')
  await page.keyboard.press('Escape')
  await expectCount(page, entries - found)
  await expect(page.getByRole('progressbar', { name: 'Searching' })).toBeHidden()
  await search().fill('')
})

test('a facet includes and excludes, and counts what its own part would leave', async () => {
  const { page } = desk
  // An action that is too long is cut right before its last word: nothing is left for the style sheet to cut.
  const cutTwice = facet('Action').locator('.head:not(:only-child)')
  expect(await cutTwice.evaluateAll((heads) => heads.filter((head) => head.scrollWidth > head.clientWidth).length)).toBe(0)
  const failed = facet('Status').getByRole('checkbox', { name: /Failed/ })
  const name = (await failed.getAttribute('aria-label')) ?? ''
  const counted = Number(/([\d,]+)\D*$/.exec(name)?.[1]?.replaceAll(',', ''))
  await failed.check()
  await expectCount(page, counted)
  // The other status is still offered, with its count.
  await expect(facet('Status').getByRole('checkbox')).toHaveCount(2)
  await failed.uncheck()
  await expectCount(page, entries)
  const first = facet('Action').getByRole('checkbox').first()
  await first.focus()
  await page.keyboard.press('-')
  await expect.poll(count).toBeLessThan(entries)
  await expect(page.getByRole('textbox', { name: 'Search' })).toHaveValue(/^-?(NOT )?.*action:/)
})

test('a drag over the time strip zooms, the button zooms out', async () => {
  const { page } = desk
  const strip = page.getByRole('region', { name: 'Time strip' })
  const box = await strip.boundingBox()
  if (!box) throw new Error('the strip is not on screen')
  const y = box.y + box.height / 3
  await page.mouse.move(box.x + box.width * 0.3, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 8 })
  await page.mouse.up()
  await expect.poll(count).toBeLessThan(entries)
  await expect(search()).toHaveValue(/after:.* before:/)
  await strip.getByRole('button', { name: 'Zoom out' }).click()
  await expect.poll(count).toBeGreaterThan(0)
})

test('every row can be reached: end, middle by the scroll bar, by key, without a blank row', async () => {
  const { page } = desk
  await row(page, 1).click()
  await page.keyboard.press('End')
  await expect(row(page, entries)).toBeVisible()
  await expect(row(page, entries)).toHaveAttribute('aria-selected', 'true')
  const blank = await grid(page).evaluate(async (element) => {
    const scroller = [element, ...element.querySelectorAll('*')].find(
      (one) => one.scrollHeight > one.clientHeight + 1000 && getComputedStyle(one).overflowY !== 'visible',
    )
    if (!scroller) return 'no scroller'
    const found: string[] = []
    for (let step = 0; step <= 20; step++) {
      scroller.scrollTop = ((scroller.scrollHeight - scroller.clientHeight) * step) / 20
      let rows: Element[] = []
      const isBlank = (): boolean => {
        rows = [...element.querySelectorAll('[role=row][aria-rowindex]')].filter((one) => one.getAttribute('aria-rowindex') !== '1')
        return rows.length < 5 || rows.some((one) => one.textContent.trim() === '')
      }
      // How soon a row is there is a matter for the benchmark.
      for (let wait = 0; wait < 100 && isBlank(); wait++) await new Promise((resolve) => setTimeout(resolve, 50))
      if (isBlank()) found.push(`${step}: ${rows.length} rows`)
    }
    return found.join('; ')
  })
  expect(blank).toBe('')
})

test('back and forward, and a link that opens the same view', async () => {
  const { page } = desk
  await search().fill('status:failed')
  await page.keyboard.press('Enter')
  await expect.poll(count).toBeLessThan(entries)
  const failed = await count()
  await search().fill('status:failed action:role_update')
  await page.keyboard.press('Enter')
  await expect.poll(count).toBeLessThan(failed)
  const both = await count()
  await page.locator('body').click({ position: { x: 5, y: 300 } })
  await page.keyboard.press('Alt+ArrowLeft')
  await expectCount(page, failed)
  await page.keyboard.press('Alt+ArrowRight')
  await expectCount(page, both)
  // The zone is part of the view, too.
  const zone = (name: string) => page.getByRole('radiogroup', { name: 'Time zone' }).getByRole('radio', { name })
  await zone('UTC').press('ArrowRight')
  await expect(zone('Local')).toBeChecked()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(zone('UTC')).toBeChecked()
  await expectCount(page, both)
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText('Link copied')).toBeAttached()
  const link = await copiedLink(desk, tenant)
  expect(link).toMatch(/^iam-audit-desk:\/\//)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expectCount(page, entries)
  // As the operating system hands it over: to the instance that runs.
  await desk.app.evaluate(({ app }, url) => app.emit('second-instance', {}, ['iam-audit-desk', url], ''), link)
  await expectCount(page, both)
  // And as a person pastes it.
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expectCount(page, entries)
  await page.keyboard.press('Control+k')
  // Nothing was typed: nothing is done.
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Command' }).fill(` ${link}\n`)
  await page.keyboard.press('Enter')
  await expectCount(page, both)
})

test('zones: every time says which, and midnight is where it should be', async () => {
  const { page } = desk
  const zones = page.getByRole('radiogroup', { name: 'Time zone' })
  await zones.getByRole('radio', { name: 'UTC' }).check()
  await expect(grid(page).getByRole('columnheader', { name: /Time/ })).toContainText('UTC')
  await zones.getByRole('radio', { name: 'Local' }).check()
  await expect(row(page, 1)).toBeVisible()
  await zones.getByRole('radio', { name: 'UTC' }).check()
})

test('new entries do not move the rows under the cursor: they are offered', async () => {
  const { page } = desk
  await row(page, 3).click()
  const before = await row(page, 3).textContent()
  await tenant.control('clock', { advance: 120_000 }).catch(() => undefined)
  await tenant.control('append', { count: 12 })
  await page.getByRole('button', { name: 'Sync now' }).click()
  const offer = page.getByRole('button', { name: /12 new entries/ })
  await expect(offer).toBeVisible()
  expect(await row(page, 3).textContent()).toBe(before)
  await offer.click()
  await expectCount(page, entries + 12)
  await synced(page, entries + 12)
})
