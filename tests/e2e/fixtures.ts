import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'

/** For tests that `npm test` leaves to `npm run test:long`: they take longest, and what they show is shown without a window, too. */
export const long = '@long'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

interface Launch {
  readonly executable: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}
let launch: Launch | undefined

/** How to start the built application; asked once of the script that outside tools use too. */
export function launchInfo(): Launch {
  launch ??= JSON.parse(execFileSync(process.execPath, [join(root, 'scripts', 'electron.mjs'), '--print'], { encoding: 'utf8' })) as Launch
  return launch
}

/** A demo tenant in a process of its own. */
export interface DemoTenant {
  readonly url: string
  readonly token: string
  readonly tokens: Readonly<Record<'full' | 'noPermission' | 'expired' | 'revoked', string>>
  readonly entries: number
  readonly port: number
  /** Calls the tenant's control interface. */
  readonly control: (name: string, body?: unknown) => Promise<unknown>
  readonly stop: () => Promise<void>
}

export async function startTenant(options: { entries?: number; port?: number; args?: readonly string[] } = {}): Promise<DemoTenant> {
  const args = ['--port', String(options.port ?? 0), '--entries', String(options.entries ?? 3000), '--seed', '1', ...(options.args ?? [])]
  const child = spawn(process.execPath, [join(root, 'scripts', 'demo-tenant.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const said = JSON.parse(line) as Pick<DemoTenant, 'url' | 'token' | 'tokens' | 'entries'>
  return {
    ...said,
    port: Number(new URL(said.url).port),
    control: async (name, body) => {
      const answer = await fetch(`${said.url}/_control/${name}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`control ${name}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as unknown
    },
    stop: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill()
  await gone
}

/** The application in its real window. */
export interface Desk {
  readonly app: ElectronApplication
  readonly page: Page
  readonly folder: string
  readonly close: () => Promise<void>
  /** Ends every process of the application at once, as a power cut would. */
  readonly kill: () => Promise<void>
}

const startLock = join(tmpdir(), 'iam-audit-desk-e2e-start.lock')
/** A start takes a second or two: a lock this old was left by a worker that was killed, ms. */
const startLockLimit = 60_000

/** Two applications that start in the same moment sometimes leave Playwright waiting for one of them for ever: workers take turns. */
export async function inTurn<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      mkdirSync(startLock)
      break
    } catch {
      const since = statSync(startLock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
      if (Date.now() - since > startLockLimit) rmSync(startLock, { recursive: true, force: true })
      await delay(50)
    }
  }
  return start().finally(() => rmSync(startLock, { recursive: true, force: true }))
}

export async function openDesk(
  folder: string,
  options: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Desk> {
  const { executable, args, env } = launchInfo()
  const app = await inTurn(() =>
    _electron.launch({
      executablePath: executable,
      // The switches of `launchInfo` say where the sandbox cannot work; Playwright's own default is to go without.
      chromiumSandbox: true,
      args: [...args, `--user-data-dir=${folder}`, ...(options.args ?? [])],
      env: { ...(process.env as Record<string, string>), ...env, ...options.env },
    }),
  )
  const page = await app.firstWindow()
  return {
    app,
    page,
    folder,
    close: () => app.close(),
    kill: async () => {
      const main = app.process()
      const gone = once(main, 'exit')
      killTree(main.pid ?? NaN)
      await gone
    },
  }
}

/** Ends a process with everything it started. Playwright starts the application as the leader of a process group of its own, where there are such. */
function killTree(pid: number): void {
  if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'])
  else process.kill(-pid, 'SIGKILL')
}

/** What a person does on the first page. */
export async function connect(page: Page, url: string, token: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Tenant URL' }).fill(url)
  await page.getByLabel('Access token').fill(token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** Answers the system's dialog for a file, which a test cannot click; everything else is real. */
export async function answerOpenDialog({ app }: Desk, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
}

/** The link on the clipboard, once it is one to this tenant: applications of other tests write to the same clipboard. */
export async function copiedLink({ app }: Desk, tenant: DemoTenant): Promise<string> {
  let link = ''
  const read = async (): Promise<string> => (link = await app.evaluate(({ clipboard }) => clipboard.readText()))
  await expect.poll(read).toContain(`tenant=${encodeURIComponent(tenant.url)}&`)
  return link
}

export const grid = (page: Page) => page.getByRole('grid', { name: 'IAM audit log' })
/** The row at a position of the result, from 1. */
export const row = (page: Page, position: number) => grid(page).locator(`[role=row][aria-rowindex="${position + 1}"]`)

/** Types a query and asks it. */
export async function search(page: Page, query: string): Promise<void> {
  const [box, list] = [page.getByRole('textbox', { name: 'Search' }), page.getByRole('combobox', { name: 'Search' })]
  await box.or(list).first().fill(query)
  await page.keyboard.press('Enter')
}

/** Number of entries that match, once it says so. */
export async function expectCount(page: Page, count: number): Promise<void> {
  await expect(page.getByRole('status', { name: 'Result count' })).toContainText(new RegExp(`^\\s*${count.toLocaleString('en')}\\b`), {
    timeout: 30_000,
  })
}

export async function synced(page: Page, entries: number): Promise<void> {
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(entries + 1), { timeout: 60_000 })
}

interface Fixtures {
  readonly folder: string
  readonly tenant: DemoTenant
  readonly desk: Desk
  /** A desk connected to the tenant, synced to the end. */
  readonly log: Page
}

export const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  tenant: async ({}, use) => {
    const tenant = await startTenant()
    await use(tenant)
    await tenant.stop()
  },
  desk: async ({ folder }, use) => {
    const desk = await openDesk(folder)
    await use(desk)
    await desk.close().catch(() => undefined)
  },
  log: async ({ desk, tenant }, use) => {
    await connect(desk.page, tenant.url, tenant.token)
    await synced(desk.page, tenant.entries)
    await use(desk.page)
  },
})

/** A desk connected to a tenant, for all tests of a file that leave it as they found it: each begins with the page loaded anew. */
export const reading = test.extend<object, { shared: { readonly desk: Desk; readonly tenant: DemoTenant } }>({
  shared: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-e2e-'))
      const [tenant, desk] = await Promise.all([startTenant(), openDesk(folder)])
      await connect(desk.page, tenant.url, tenant.token)
      await synced(desk.page, tenant.entries)
      await use({ desk, tenant })
      await desk.close().catch(() => undefined)
      await tenant.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  folder: ({ shared }, use) => use(shared.desk.folder),
  tenant: ({ shared }, use) => use(shared.tenant),
  desk: async ({ shared: { desk } }, use) => {
    await desk.page.goto('app://desk/index.html')
    await use(desk)
  },
  log: async ({ desk, tenant }, use) => {
    await synced(desk.page, tenant.entries)
    await use(desk.page)
  },
})

export { expect }
