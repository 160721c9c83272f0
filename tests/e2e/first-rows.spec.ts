import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { connect, expect, grid, long, openDesk, row, synced, test, type Desk } from './fixtures.ts'

interface Kept {
  layout?: { window: { width: number } }
}
const settingsOf = (folder: string): Kept => JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as Kept

/** Waits for the first rows of a start. @returns whether they were drawn before the application was there */
async function drawnEarly(page: Page): Promise<boolean> {
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
  return await page.evaluate(() => (performance.getEntriesByName('rows')[0] as PerformanceMark | undefined)?.detail === 'first picture')
}

/** Has main answer the next page as it answers the first of a start, and then nothing until `release` is called. */
async function holdNextStart({ app, page }: Desk, look: unknown): Promise<() => Promise<void>> {
  const question = await page.evaluate(async () => {
    const tenants = await window.api.request('tenant.list', undefined, 900_001)
    const tenant = tenants.ok ? (tenants.value[0]?.id ?? '') : ''
    const histogramBuckets = Math.max(24, Math.min(400, Math.floor((innerWidth * 0.83) / 5)))
    const fields = ['action', 'status', 'mark', 'resource', 'actor', 'target', 'ip'] as const
    const request = { tenant, filter: { kind: 'and' as const, of: [] }, zone: 'UTC', facets: [...fields], facetLimit: 24, histogramBuckets, order: 'desc' as const, firstRows: 50, patienceMs: 15 } // prettier-ignore
    const answer = await window.api.request('log.query', request, 900_002)
    return { tenant, kept: { request: JSON.stringify(request), answer: answer.ok ? answer.value : '' } }
  })
  await app.evaluate(
    ({ ipcMain }, { look, tenant, kept }) => {
      type Handle = (event: unknown, frame: { name: string }) => Promise<unknown>
      const handle = (ipcMain as unknown as { _invokeHandlers: Map<string, Handle> })._invokeHandlers.get('request')
      let release: () => void = () => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      Object.assign(globalThis, { release })
      ipcMain.removeHandler('request')
      ipcMain.handle('request', async (event, frame: { name: string }) => {
        if (frame.name === 'start.first') return { ok: true, value: { look: { ...(look as object), tenant }, kept } }
        await held
        return await handle?.(event, frame)
      })
    },
    { look, ...question },
  )
  return () => app.evaluate(() => (globalThis as unknown as { release: () => void }).release())
}

/** Every cell of a grid with its place and what it says. */
function cellsIn(page: Page, selector: string): Promise<readonly string[]> {
  return page.evaluate(
    (selector) =>
      [...document.querySelectorAll(`${selector} .title + .title, ${selector} .line, ${selector} .line .cell`)].map((cell) => {
        const { x, y, width, height } = cell.getBoundingClientRect()
        return `${[x, y, width, height].join(' ')} ${cell.className} ${cell.textContent.trim()}`
      }),
    selector,
  )
}

test(
  'a start draws the first rows where the application will have them, and nothing where it cannot know',
  { tag: long },
  async ({ folder, tenant }) => {
    const first = await openDesk(folder)
    await connect(first.page, tenant.url, tenant.token)
    await synced(first.page, tenant.entries)
    expect(await drawnEarly(first.page)).toBe(false)
    await expect.poll(() => settingsOf(folder).layout).toBeDefined()
    await first.close()

    const second = await openDesk(folder)
    const { page } = second
    expect(await drawnEarly(page)).toBe(true)
    await expect(page.locator('.first-picture')).toHaveCount(0)
    await expect(page.getByRole('grid')).toHaveCount(1)
    // The application's own rows can be used at once.
    await row(page, 1).click()
    await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true')

    const { layout } = settingsOf(folder)
    const columns = ['time', 'actor', 'action', 'resource', 'status', 'ip']
    const look = { zone: 'UTC', zoneChoice: 'utc', theme: 'light', columns, columnWidths: { actor: 222 }, layout }
    await page.evaluate(() => window.api.request('settings.set', { theme: 'light', columnWidths: { actor: 222 } }, 900_003))
    const release = await holdNextStart(second, look)
    await page.reload()
    await expect(page.locator('.first-picture .line').first()).toBeVisible()
    // It is for the eyes only.
    await expect(page.getByRole('grid')).toHaveCount(0)
    await expect(page.getByRole('row')).toHaveCount(0)
    const early = await cellsIn(page, '.first-picture')
    expect(early.length).toBeGreaterThan(100)
    await release()
    await expect(grid(page)).toBeVisible()
    await expect(page.locator('.first-picture')).toHaveCount(0)
    expect(await cellsIn(page, '[role=grid]')).toEqual(early)
    await second.close()

    // A window of another size: the rows would stand elsewhere.
    const kept = settingsOf(folder)
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ ...kept, layout: { ...kept.layout, window: { ...kept.layout?.window, width: 1234 } } }),
    )
    const third = await openDesk(folder)
    expect(await drawnEarly(third.page)).toBe(false)
    await expect(row(third.page, 1)).toBeVisible()
    await third.close()

    // A link shows something else.
    const linked = await openDesk(folder, { args: ['iam-audit-desk://log?q=status%3Afailed'] })
    expect(await drawnEarly(linked.page)).toBe(false)
    await expect(linked.page.getByRole('textbox', { name: 'Search' })).toHaveValue('status:failed')
    await linked.close()
  },
)
