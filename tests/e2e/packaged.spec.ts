import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { connect, expect, inTurn, launchInfo, row, synced, test } from './fixtures.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const packed = join(root, 'dist', 'linux-unpacked')

/** Only Chromium's own protocol reaches a package: the switch by which Playwright drives Electron is fused off in it. */
async function openPackage(folder: string): Promise<{ readonly page: Page; readonly child: ChildProcess }> {
  const switches = launchInfo().args.filter((arg) => arg.startsWith('--'))
  const env = { ...process.env, IAM_AUDIT_DESK_SERVICE: '/nowhere/service.cjs' }
  const child = spawn(join(packed, 'iam-audit-desk'), [...switches, `--user-data-dir=${folder}`, '--remote-debugging-port=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with code ${code}`)))
    createInterface({ input: child.stderr }).on('line', (line) => {
      const told = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (told) resolve(told)
    })
  })
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (!page) throw new Error('The package opened no window')
  return { page, child }
}

// The other systems' packages cannot be made or started here.
if (process.platform === 'linux') {
  test('the packaged application syncs into its archive’s own data service, in a utility process (issue 13.4)', async ({
    folder,
    tenant,
  }) => {
    execFileSync(process.execPath, [join(root, 'scripts', 'package.mjs')], { cwd: root, stdio: 'pipe' })
    const resources = join(packed, 'resources')
    expect(existsSync(join(resources, 'app.asar'))).toBe(true)
    expect(readdirSync(join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds'))).toEqual([
      `linux-${process.arch}.node`,
    ])

    const { page, child } = await inTurn(() => openPackage(folder))
    try {
      await connect(page, tenant.url, tenant.token)
      await synced(page, tenant.entries)
      await expect(row(page, 1)).toBeVisible()
      const windows = spawnSync('xwininfo', ['-root', '-tree'], { encoding: 'utf8' }).stdout as string | null
      // Not on every machine; the class is what the desktop entry names.
      if (windows) expect(windows).toContain('("iam audit desk" "IAM Audit Desk")')
      const info = await page.evaluate(() => window.api.request('app.info', undefined, 900_001))
      expect(info).toMatchObject({ ok: true, value: { serviceUp: true } })
      const processes = spawnSync('ps', ['-o', 'args=', '--ppid', String(child.pid)], { encoding: 'utf8' }).stdout
      // A runtime without a compiler at hand is packed with a Node beside its archive.
      if (existsSync(join(resources, 'node'))) expect(processes).toContain('data-service')
      else expect(processes).toContain('--utility-sub-type=node.mojom.NodeService')
    } finally {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    }
  })
}
