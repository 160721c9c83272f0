import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { artifacts, root } from '../../scripts/lib/paths.mjs'
import { securityHeaders } from '../../src-main/shell/content-security.ts'
import { buildPage, sizeOf } from './build.ts'
import { axeSource, criteriaOf, timeToOpen } from './criteria/index.ts'
import { contestants, imports, kinds, type By, type PartName } from './parts.ts'
import { reportOf, type Result } from './report.ts'

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' }
/** Limit for what a part never does, ms. */
const patience = 2000

/** Serves the page with the headers of the application's own window. */
async function serve(folder: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    const file = join(folder, normalize(path === '/' ? 'index.html' : path))
    try {
      const body = readFileSync(file)
      response
        .writeHead(200, {
          ...securityHeaders,
          'Cache-Control': 'max-age=600',
          'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        })
        .end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

async function tryPart(page: Page, url: string, part: PartName, by: By): Promise<Result> {
  await page.goto(url)
  await page.evaluate(axeSource)
  const renew = async (): Promise<void> => {
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    await page.mouse.move(790, 590)
    await page.evaluate(([name, one]) => (window as unknown as { show: (part: string, by: string) => void }).show(name, one), [
      part,
      by,
    ] as const)
  }
  const failed: Result['failed'] = []
  const criteria = criteriaOf(part)
  for (const { name, holds } of criteria) {
    await renew()
    try {
      if ((await holds(page)) === false) failed.push({ name, why: '' })
    } catch (thrown) {
      failed.push({ name, why: (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '' })
    }
  }
  const time = await timeToOpen(page, part, renew).catch(() => null)
  return { part, by, criteria: criteria.map(({ name }) => name), failed, size: await sizeOf(part, by), time }
}

/**
 * Tries each part of the interface by each contestant in a real window, under the application's own policy.
 * @param wanted names of parts; none: all of them
 */
export async function runTrial(
  launch: { executable: string; args: string[]; env: Record<string, string> },
  wanted: readonly string[],
): Promise<string> {
  const page = await serve(await buildPage())
  const folder = await mkdtemp(join(tmpdir(), 'component-trial-'))
  const app = await _electron.launch({
    executablePath: launch.executable,
    args: [...launch.args, join(root, 'scripts/bench/empty-app'), `--user-data-dir=${folder}`],
    env: { ...(process.env as Record<string, string>), ...launch.env },
  })
  try {
    const window = await app.firstWindow()
    window.setDefaultTimeout(patience)
    window.setDefaultNavigationTimeout(20_000)
    await window.waitForLoadState()
    const results: Result[] = []
    for (const part of Object.values(kinds).flat()) {
      if (wanted.length > 0 && !wanted.includes(part)) continue
      for (const by of contestants) {
        if (!imports[part][by]) continue
        results.push(await tryPart(window, page.url, part, by))
        const { failed } = results.at(-1) ?? { failed: [] }
        process.stderr.write(`${part}, ${by}: ${failed.length} failed ${failed.map(({ name }) => name).join('; ')}
`)
      }
    }
    const report = reportOf(results)
    await writeFile(join(artifacts, 'component-trial', 'report.md'), report)
    return report
  } finally {
    await app.close()
    page.close()
    await rm(folder, { recursive: true, force: true })
  }
}
