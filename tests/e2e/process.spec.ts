import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { connect, expect, grid, launchInfo, long, openDesk, row, synced, test } from './fixtures.ts'

/** The data service's process, as a child of main or as one of Electron's own. */
async function dataServicePid(app: ElectronApplication): Promise<number> {
  const { main, own } = await app.evaluate(({ app }) => ({
    main: process.pid,
    own: app.getAppMetrics().find(({ name }) => name?.includes('data service'))?.pid ?? null,
  }))
  if (own !== null) return own
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(main)], { encoding: 'utf8' }).split('\n')
  return Number.parseInt(children.find((line) => line.includes('data-service')) ?? '', 10)
}

test('a data service that is killed comes back with its tenant, and the log stays readable', async ({ log, desk, tenant }) => {
  // The handle is there once the listener is: only then may the service be killed.
  const states = await log.evaluateHandle(() => {
    const seen: boolean[] = []
    const back = new Promise<boolean[]>((resolve) => {
      window.api.on('service.state', ({ up }) => {
        seen.push(up)
        if (up) resolve(seen)
      })
    })
    return { back }
  })
  const before = await dataServicePid(desk.app)
  process.kill(before, 'SIGKILL')
  expect(await states.evaluate(({ back }) => back)).toEqual([false, true])
  expect(await dataServicePid(desk.app)).not.toBe(before)
  const coverage = await log.evaluate(async () => {
    const tenants = await window.api.request('tenant.list', undefined, 900_001)
    const id = tenants.ok ? (tenants.value[0]?.id ?? '') : ''
    return await window.api.request('coverage.get', { tenant: id }, 900_002)
  })
  expect(coverage).toMatchObject({ ok: true, value: { entries: tenant.entries } })
  await expect(grid(log).locator('[role=row][aria-rowindex="2"]')).toBeVisible()
})

test('a window that crashes is loaded again by itself', { tag: long }, async ({ log, desk }) => {
  await desk.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve())
        contents?.forcefullyCrashRenderer()
      }),
  )
  const rows = await desk.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    for (let tries = 0; tries < 100; tries++) {
      const count: unknown = await contents?.executeJavaScript("document.querySelectorAll('[role=grid] [role=row]').length")
      if (typeof count === 'number' && count > 1) return count
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return 0
  })
  expect(rows).toBeGreaterThan(1)
  expect(log.isClosed()).toBe(false)
})

test('settings, tenants and the window’s place outlive a restart; the token does where the system can encrypt it', async ({
  folder,
  tenant,
}) => {
  const first = await openDesk(folder)
  await connect(first.page, tenant.url, tenant.token)
  await synced(first.page, tenant.entries)
  await first.page.evaluate(() => window.api.request('settings.set', { drawerWidth: 512 }, 900_001))
  const bounds = { x: 60, y: 40, width: 1111, height: 777 }
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), bounds)
  await first.close()

  const second = await openDesk(folder)
  await expect(grid(second.page).locator('[role=row][aria-rowindex="2"]')).toBeVisible()
  const kept = await second.page.evaluate(async () => ({
    info: await window.api.request('app.info', undefined, 900_001),
    settings: await window.api.request('settings.get', undefined, 900_002),
    tenants: await window.api.request('tenant.list', undefined, 900_003),
  }))
  const placed = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  await second.close()
  const encrypted = kept.info.ok && kept.info.value.vault === 'encrypted'
  expect(kept.settings).toMatchObject({ value: { drawerWidth: 512 } })
  expect(kept.tenants).toMatchObject({ value: [{ url: tenant.url, token: encrypted ? 'encrypted' : 'none' }] })
  expect(placed).toMatchObject({ width: bounds.width, height: bounds.height })
})

test(
  'settings and a cache that were destroyed are told, and nothing that cannot be fetched again is lost',
  { tag: long },
  async ({ folder, tenant }) => {
    const first = await openDesk(folder)
    await connect(first.page, tenant.url, tenant.token)
    await synced(first.page, tenant.entries)
    await row(first.page, 1).click()
    await first.page.keyboard.press('b')
    await expect(first.page.getByText('Added 1 bookmark')).toBeVisible()
    await first.close()
    writeFileSync(join(folder, 'settings.json'), '{"theme":')
    const [id] = readdirSync(join(folder, 'tenants'))
    writeFileSync(join(folder, 'tenants', id ?? '', 'cache.db'), 'not a database '.repeat(1000))

    const { page, close } = await openDesk(folder)
    expect(readdirSync(folder).filter((name) => name.startsWith('settings.json.unreadable-'))).toHaveLength(1)
    expect(readFileSync(join(folder, 'logs', 'main.log'), 'utf8')).toContain('set aside')
    const alerts = page.getByRole('alert')
    await expect(alerts.filter({ hasText: 'tenants were found by their folders' })).toContainText(new URL(tenant.url).host)
    await expect(alerts.filter({ hasText: 'found damaged' })).toContainText('cache.db.damaged-')
    await page.getByRole('button', { name: 'I have read this' }).click()
    await expect(alerts.filter({ hasText: 'found by their folders' })).toBeHidden()
    await page.getByRole('navigation').getByText('Bookmarks', { exact: true }).click()
    await expect(page.getByRole('button', { name: /All bookmarks/ })).toContainText('1')

    await page.getByRole('navigation').getByText('Sync', { exact: true }).click()
    const token = page.getByLabel('New access token')
    // Where the system keeps secrets the sync began by itself.
    await expect(token.or(alerts.filter({ hasText: 'found damaged' })).first()).toBeVisible()
    if (await token.isVisible()) {
      await token.fill(tenant.token)
      await page.getByRole('button', { name: 'Save token' }).click()
    }
    await page.getByRole('navigation').getByText('IAM Audit Logs', { exact: true }).click()
    await synced(page, tenant.entries)
    await expect(alerts.filter({ hasText: 'found damaged' })).toBeHidden()
    await close()
  },
)

test(
  'a second start with a link of any length leaves the running application as it is (issue 12.24)',
  { tag: long },
  async ({ log, desk }) => {
    const { executable, args, env } = launchInfo()
    const start = (argument: string) =>
      spawnSync(executable, [...args, `--user-data-dir=${desk.folder}`, argument], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
        timeout: 30_000,
      })
    for (const argument of [`iam-audit-desk://log?q=${'a'.repeat(16_100)}`, `iam-audit-desk://log?q=${'a'.repeat(60_000)}`]) {
      const { status, stderr } = start(argument)
      expect(status).toBe(2)
      expect(stderr).toContain('The link is too long')
    }
    expect(start('x'.repeat(40_000)).stderr).toContain('The arguments are too long')
    // The longest that is taken arrives.
    const begin = 'iam-audit-desk://log?order=asc&tenant=https%3A%2F%2Fnobody.test&x='
    expect(start(begin.padEnd(8_000, 'x')).status).toBe(0)
    await expect(log.getByText('The link is for https://nobody.test, which is not connected here.')).toBeVisible()
    // macOS hands links to the running application itself.
    await desk.app.evaluate(({ app }, url) => app.emit('open-url', { preventDefault: () => undefined }, url), begin.padEnd(20_000, 'x'))
    await expect(log.getByText('The link is too long: at most 8000 characters are read.')).toBeVisible()
    await expect(row(log, 1)).toBeVisible()
  },
)
