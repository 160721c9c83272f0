import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, grid, reading, row, search, type Desk } from './fixtures.ts'

const resize = async ({ app }: Desk, width: number, height: number): Promise<void> =>
  app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
const facets = (page: Page) => page.getByRole('region', { name: 'Facets' })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
/** How wide a column is, CSS pixels; 0 where it is not there. */
const widthOf = async (page: Page, id: string): Promise<number> =>
  (
    await grid(page)
      .locator(`[role=columnheader][data-column="${id}"]`)
      .boundingBox({ timeout: 1000 })
      .catch(() => null)
  )?.width ?? 0
/** What a title says less than. */
const cutTitles = (page: Page): Promise<string[]> =>
  grid(page)
    .locator('[role=columnheader] .name')
    .evaluateAll((names) =>
      names.flatMap((name) => {
        const range = document.createRange()
        const [text] = name.childNodes
        const word = /^\S+/.exec(name.textContent)?.[0] ?? ''
        if (!text) return []
        range.setStart(text, 0)
        range.setEnd(text, word.length)
        return range.getBoundingClientRect().right > name.getBoundingClientRect().right + 0.5 ? [name.textContent] : []
      }),
    )

reading(
  'beside open details user, action and resource stay readable: the facets give way first, then the address',
  async ({ desk, log }) => {
    for (const [width, height, there, least] of [
      [1280, 800, { facets: false, address: false }, { actor: 110, action: 130, resource: 110 }],
      [1600, 1000, { facets: false, address: true }, { actor: 130, action: 180, resource: 160 }],
      [1920, 1080, { facets: true, address: true }, { actor: 130, action: 130, resource: 130 }],
    ] as const) {
      await resize(desk, width, height)
      await expect(facets(log)).toBeVisible()
      await row(log, 2).click()
      await expect(drawer(log)).toBeVisible()
      await expect(facets(log)).toBeVisible({ visible: there.facets })
      for (const [id, pixels] of Object.entries(least)) await expect.poll(() => widthOf(log, id)).toBeGreaterThanOrEqual(pixels)
      expect((await widthOf(log, 'ip')) > 0).toBe(there.address)
      expect(await cutTitles(log)).toEqual([])
      const within = await grid(log).evaluate((element) => element.scrollWidth <= element.clientWidth)
      expect(within).toBe(true)
      await grid(log).focus()
      await log.keyboard.press('Escape')
      await expect(drawer(log)).toBeHidden()
      await expect(facets(log)).toBeVisible()
      await expect.poll(() => widthOf(log, 'ip')).toBeGreaterThan(0)
    }
    await resize(desk, 1280, 800)
  },
)

reading(
  'at 900 pixels with all columns on screen no title says less than a word; a reason says so where it is not sorted by',
  async ({ desk, log }) => {
    await resize(desk, 900, 600)
    await search(log, 'status:failed')
    await log.getByRole('button', { name: 'Columns', exact: true }).click()
    const more = ['Target', 'Permission', 'User agent', 'Tags', 'Note', 'Late by', 'Marks', 'Reason']
    for (const name of more) await log.getByRole('checkbox', { name, exact: true }).check()
    await log.keyboard.press('Escape')
    expect(await cutTitles(log)).toEqual([])
    await grid(log).evaluate((element) => (element.scrollLeft = element.scrollWidth))
    await expect.poll(() => cutTitles(log)).toEqual([])
    const reasons = grid(log).locator('[role=row] [data-column="reason"][role=gridcell]')
    await expect(reasons.first()).toHaveText(/\w+.* lacks|denied|failed|\w{4,}/i)
    await expect(reasons.filter({ hasText: /^…$/ })).toHaveCount(0)
    await log.getByRole('button', { name: 'Menu of Reason', exact: true }).focus()
    await log.keyboard.press('Enter')
    await expect(log.getByRole('menu', { name: 'Column' })).toContainText('The list is not sorted by it')
    await log.keyboard.press('Escape')
    await log.getByRole('button', { name: 'Columns', exact: true }).click()
    for (const name of more) await log.getByRole('checkbox', { name, exact: true }).uncheck()
    await log.keyboard.press('Escape')
    await resize(desk, 1280, 800)
  },
)

reading('groups become a CSV of all of them, and a manifest with its hash', async ({ desk, log, folder }) => {
  const into = join(folder, 'groups-taken')
  mkdirSync(into)
  const path = join(into, 'groups.csv')
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await search(log, 'status:failed')
  await grid(log).focus()
  await log.keyboard.press('Shift+G')
  const groups = log.getByRole('region', { name: 'Groups' })
  await groups.getByLabel('Then by field 2').selectOption({ label: 'Permission' })
  await expect(groups.getByRole('columnheader', { name: /Permission/ })).toBeVisible()
  const said = (await groups.getByRole('status').first().textContent()) ?? ''
  await groups.getByRole('button', { name: 'Export CSV…' }).focus()
  await log.keyboard.press('Enter')
  await expect(groups).toContainText('Exported and verified on disk.')
  const text = readFileSync(path, 'utf8')
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n')
  expect(head).toBe('actor,permission,entries,failed,first,last')
  expect(said).toContain(lines.length.toLocaleString('en'))
  const at = head.split(',').indexOf('entries')
  const counted = lines.reduce((sum, line) => sum + Number(line.split(',')[at]), 0)
  const total = (await log.getByRole('status', { name: 'Result count' }).textContent()) ?? ''
  expect(total).toContain(counted.toLocaleString('en'))
  const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { query: string; files: { sha256: string }[] }
  expect(manifest).toMatchObject({
    query: 'status:failed',
    files: [{ sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }],
  })
  await log.keyboard.press('Escape')
})
