import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { connect, expect, openDesk, synced, test, type Desk } from './fixtures.ts'

/** An application for all tests that only look and try: each begins with the page loaded anew. */
const looking = test.extend<object, { shared: Desk }>({
  shared: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-e2e-'))
      const desk = await openDesk(folder)
      await use(desk)
      await desk.close().catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  desk: async ({ shared }, use) => {
    await shared.page.goto('app://desk/index.html')
    await use(shared)
  },
})

/** A server that nobody should reach: it counts who tries. */
async function openTrap(): Promise<{ readonly url: string; readonly visits: string[]; readonly close: () => void }> {
  const visits: string[] = []
  const server: Server = createServer((request, response) => {
    visits.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.end('trap')
  })
  server.on('upgrade', (request, socket) => {
    visits.push(`UPGRADE ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits, close: () => server.close() }
}

const ask = (page: Page, name: unknown, params?: unknown, id: unknown = 900_000) =>
  page.evaluate(async ([name, params, id]) => await window.api.request(name as 'settings.get', params as undefined, id as number), [
    name,
    params,
    id,
  ] as const)

/** Answers of the application's own scheme, as its session gets them. */
const fetchApp = (app: ElectronApplication, url: string) =>
  app.evaluate(async ({ session }, url) => {
    try {
      const response = await session.fromPartition('desk').fetch(url)
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
    } catch (error) {
      const headers: Record<string, string> = {}
      return { status: 0, headers, text: String(error) }
    }
  }, url)

looking('the window is sandboxed and isolated, and reaches four functions of ours and names no path', async ({ desk: { app, page } }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    // Not in the types: Electron offers it for exactly this question.
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true })
  expect(page.url()).toMatch(/^app:\/\/desk\/index\.html/)

  const reached = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'global', 'Buffer', '__dirname', 'setImmediate', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
    api: Object.keys(window.api),
    frozen: Object.isFrozen(window.api),
  }))
  expect([...reached.api].sort()).toEqual(['cancel', 'dropped', 'on', 'request'])
  expect(reached).toMatchObject({ node: [], frozen: true })
  const taken = await page.evaluate(async () => {
    const said = async (asked: Promise<unknown>): Promise<string> => JSON.stringify(await asked.catch(String))
    const made = new File(['x'], '/etc/passwd')
    Object.defineProperty(made, 'path', { value: '/etc/passwd' })
    return [
      await said(window.api.request('import.take', { paths: ['/etc/passwd'] }, 1_000_001)),
      await said(window.api.dropped([made], 1_000_002)),
    ]
  })
  // Neither by name nor by a file of its own making does the page reach one that nobody dropped.
  for (const answer of taken) expect(answer).not.toMatch(/pick\W*:/)
})

looking('everything it serves carries the security headers', async ({ desk: { app } }) => {
  const { status, headers } = await fetchApp(app, 'app://desk/index.html')
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' })
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(headers['content-security-policy']?.split('; ')).toContain(part)
  }
})

looking('its scheme serves nothing outside its folder', async ({ desk: { app } }) => {
  const urls = [
    'app://desk/../../package.json',
    'app://desk/%2e%2e/%2e%2e/package.json',
    'app://desk/..%2f..%2fpackage.json',
    'app://desk/..%5c..%5cpackage.json',
    'app://desk/%252e%252e%252fpackage.json',
    'app://desk//etc/passwd',
    'app://desk/index.html%00.js',
    'app://other/index.html',
  ]
  for (const url of urls) expect([url, (await fetchApp(app, url)).status]).not.toEqual([url, 200])
})

looking('no injected or foreign script runs, and no text becomes code', async ({ desk: { page } }) => {
  const trap = await openTrap()
  const ran = await page.evaluate(async (trap) => {
    const marks = window as unknown as Record<string, unknown>
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
    const inline = document.createElement('script')
    inline.textContent = 'window.inlineRan = true'
    const foreign = document.createElement('script')
    foreign.src = `${trap}/evil.js`
    const dataScript = document.createElement('script')
    dataScript.src = 'data:text/javascript,window.dataRan=true'
    const holder = document.createElement('div')
    // The very thing the lint rules forbid the application.
    holder.setAttribute('onclick', 'window.handlerRan = true')
    document.body.append(inline, foreign, dataScript, holder)
    holder.click()
    // In a timer, because code that a debugger evaluates may use eval.
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        for (const name of ['eval', 'Function'] as const) {
          try {
            const make = marks[name] as (code: string) => unknown
            make('window.evalRan = true')
          } catch (error) {
            blocked.push((error as Error).name)
          }
        }
        resolve()
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { marks: ['inlineRan', 'dataRan', 'handlerRan', 'evalRan'].filter((name) => name in marks), blocked }
  }, trap.url)
  trap.close()
  expect(ran.marks).toEqual([])
  expect(ran.blocked).toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr', 'EvalError']))
  expect(trap.visits).toEqual([])
})

looking('the window speaks to nobody: fetch, XHR, sockets, beacons, images, frames, forms, workers', async ({ desk: { page } }) => {
  const trap = await openTrap()
  const outcomes = await page.evaluate(async (trap) => {
    const failed = (start: (done: (what: string) => void) => void): Promise<string> =>
      new Promise((resolve) => {
        setTimeout(() => resolve('silent'), 1_000)
        try {
          start(resolve)
        } catch {
          resolve('refused')
        }
      })
    const element = (name: string, attributes: Record<string, string>) => (done: (what: string) => void) => {
      const made = document.createElement(name)
      made.onerror = () => done('refused')
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
      document.body.append(made)
    }
    const tries: Record<string, (done: (what: string) => void) => void> = {
      fetch: (done) => void fetch(`${trap}/fetch`).then(() => done('open'), () => done('refused')),
      fileFetch: (done) => void fetch('file:///etc/passwd').then(() => done('open'), () => done('refused')),
      xhr: (done) => {
        const request = new XMLHttpRequest()
        request.onload = () => done('open')
        request.onerror = () => done('refused')
        request.open('GET', `${trap}/xhr`)
        request.send()
      },
      socket: (done) => {
        const socket = new WebSocket(`${trap.replace('http', 'ws')}/socket`)
        socket.onopen = () => done('open')
        socket.onerror = () => done('refused')
      },
      events: (done) => {
        const source = new EventSource(`${trap}/events`)
        source.onopen = () => done('open')
        source.onerror = () => done('refused')
      },
      worker: (done) => {
        const worker = new Worker(`${trap}/worker.js`)
        worker.onerror = () => done('refused')
      },
      module: element('script', { type: 'module', src: `${trap}/module.js` }),
      image: element('img', { src: `${trap}/image.png` }),
      fileImage: element('img', { src: 'file:///usr/share/pixmaps/debian-logo.png' }),
      style: element('link', { rel: 'stylesheet', href: `${trap}/style.css` }),
      prefetch: element('link', { rel: 'prefetch', href: `${trap}/prefetch` }),
      frame: element('iframe', { src: `${trap}/frame` }),
      object: element('object', { data: `${trap}/object` }),
      video: element('video', { src: `${trap}/video` }),
    } // prettier-ignore
    navigator.sendBeacon(`${trap}/beacon`, 'x')
    const form = document.createElement('form')
    form.action = `${trap}/form`
    document.body.append(form)
    form.submit()
    const names = Object.keys(tries)
    const ended = await Promise.all(Object.values(tries).map(failed))
    return Object.fromEntries(names.map((name, index) => [name, ended[index]]))
  }, trap.url)
  // The test itself can reach it: the trap works.
  await fetch(`${trap.url}/control`)
  trap.close()
  expect(trap.visits).toEqual(['GET /control'])
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'open')).toEqual([])
  for (const name of ['fetch', 'fileFetch', 'xhr', 'module', 'image']) expect([name, outcomes[name]]).toEqual([name, 'refused'])
})

looking('it goes nowhere and opens nothing', async ({ desk: { app, page } }) => {
  const trap = await openTrap()
  const home = page.url()
  const opened = await page.evaluate(
    (trap) => [`${trap}/popup`, 'about:blank', 'app://desk/index.html', 'file:///etc/passwd'].map((url) => window.open(url) === null),
    trap.url,
  )
  expect(opened).toEqual([true, true, true, true])
  for (const url of [
    `${trap.url}/page`,
    'file:///etc/passwd',
    'https://example.com/',
    'app://other/',
    'data:text/html,x',
    'javascript:document.title="ran"',
  ]) {
    await page.evaluate((url) => {
      const link = document.createElement('a')
      link.href = url
      document.body.append(link)
      link.click()
      link.target = '_blank'
      link.click()
      window.location.href = url
    }, url)
  }
  await page.evaluate(() => {
    document.body.append(document.createElement('webview'))
  })
  await page.waitForTimeout(500)
  const seen = await app.evaluate(({ webContents, BrowserWindow }) => ({
    contents: webContents.getAllWebContents().filter((each) => each.getType() !== 'remote').length,
    windows: BrowserWindow.getAllWindows().length,
  }))
  trap.close()
  expect(page.url()).toBe(home)
  expect(await page.title()).not.toBe('ran')
  expect(seen).toEqual({ contents: 1, windows: 1 })
  expect(trap.visits).toEqual([])
})

looking('every permission is denied', async ({ desk: { page } }) => {
  const answers = await page.evaluate(async () => {
    const refused = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'granted', () => 'refused') // prettier-ignore
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'persistent-storage']
    const states = await Promise.all(
      names.map(async (name) => `${name} ${(await navigator.permissions.query({ name: name as PermissionName })).state}`),
    )
    return {
      granted: states.filter((state) => state.endsWith('granted')),
      notification: await Notification.requestPermission(),
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia()),
      clipboard: await refused(navigator.clipboard.readText()),
      position: await refused(new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
    }
  })
  expect(answers).toEqual({
    granted: [],
    notification: 'denied',
    camera: 'refused',
    screen: 'refused',
    clipboard: 'refused',
    position: 'refused',
  })
})

looking('malformed and unknown requests are refused', async ({ desk: { app, page } }) => {
  const tenant = 'abcdefgh12345678'
  const requests: readonly (readonly [unknown, unknown, unknown])[] = [
    ['service.ping', undefined, 1],
    ['tenant.open', { tenant, connector: 'tenant-iam' }, 2],
    ['sync.page', { tenant }, 3],
    ['__proto__', undefined, 4],
    [{ toString: 'settings.get' }, undefined, 5],
    ['settings.get', { extra: true }, 6],
    ['settings.get', undefined, -1],
    ['settings.get', undefined, 'one'],
    ['settings.set', { theme: 'pink' }, 7],
    ['coverage.get', { tenant: '../../../etc' }, 8],
    ['log.rows', { tenant, result: 1, order: 'desc', offset: 0, limit: 1e9 }, 9],
    ['tenant.connect', { url: 'file:///etc/passwd', token: 'x' }, 10],
    ['tenant.connect', { url: 'http://example.com', token: 'x' }, 11],
    ['tenant.connect', { url: 'https://user:pass@example.com', token: 'x' }, 12],
  ]
  for (const [name, params, id] of requests) {
    expect([name, await ask(page, name, params, id)]).toMatchObject([name, { ok: false, error: { code: 'invalid-request' } }])
  }
  expect(await ask(page, 'coverage.get', { tenant })).toMatchObject({ ok: false, error: { code: 'not-found' } })
  const channels = await app.evaluate(({ ipcMain }) => ipcMain.eventNames().filter((name) => name !== 'error'))
  expect(channels).toEqual(['cancel'])
})

looking('nobody but the window itself may ask', async ({ desk: { app, page } }) => {
  const untrusted = { ok: false, error: { code: 'untrusted-sender' } }
  const inFrame = await page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    return typeof (frame.contentWindow as unknown as { api: unknown }).api
  })
  expect(inFrame).toBe('undefined')

  // A second window with the same bridge, session and address is still not the window.
  const fromOther = await app.evaluate(async ({ app, BrowserWindow, session }) => {
    const preload = `${app.getAppPath()}/out/preload/index.cjs`
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, session: session.fromPartition('desk') } })
    await other.loadURL('app://desk/index.html')
    const answer: unknown = await other.webContents.executeJavaScript("window.api.request('settings.get', undefined, 1)")
    other.destroy()
    return answer
  })
  expect(fromOther).toMatchObject(untrusted)

  // The window itself, once it shows anything else.
  const elsewhere = await app.evaluate(async ({ BrowserWindow }) => {
    const own = BrowserWindow.getAllWindows()[0]
    await own?.loadURL('data:text/html,elsewhere')
    const answer: unknown = await own?.webContents.executeJavaScript("window.api.request('settings.get', undefined, 1)")
    return answer
  })
  expect(elsewhere).toMatchObject(untrusted)
})

test('the token stays in main: not in the page, its memory, the settings, the logs or any file', async ({ folder, tenant }) => {
  const desk = await openDesk(folder)
  await connect(desk.page, tenant.url, tenant.token)
  await synced(desk.page, tenant.entries)

  for (const name of ['settings.get', 'tenant.list', 'app.info']) {
    expect(JSON.stringify(await ask(desk.page, name))).not.toContain(tenant.token)
  }
  const inputs = await desk.page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value))
  expect(
    `${await desk.page.content()}${inputs.join()}${await desk.page.evaluate(() => [localStorage, sessionStorage].map((each) => JSON.stringify(Object.entries(each))).join())}`,
  ).not.toContain(tenant.token)
  // A text that is there shows that the search would find one.
  await desk.page.evaluate(() => Object.assign(window, { control: ['kept', 'in', 'memory'].join('-') }))
  const heap = await heapOf(desk.page)
  expect(heap).toContain('kept-in-memory')
  expect(heap).not.toContain(tenant.token)
  await desk.close()

  const files = filesIn(folder)
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter((path) => readFileSync(path).includes(tenant.token))).toEqual([])
})

// Windows has no file modes.
const testModes = process.platform === 'win32' ? () => undefined : test
testModes('its files are the person’s alone', async ({ folder, tenant }) => {
  const desk = await openDesk(folder)
  await connect(desk.page, tenant.url, tenant.token)
  await synced(desk.page, tenant.entries)
  await desk.close()
  const open = [folder, ...everythingIn(folder)].filter((path) => (statSync(path).mode & 0o077) !== 0)
  expect(open).toEqual([])
})

test('a second start hands its link to the first and ends', async ({ folder, desk }) => {
  const heard = desk.page.evaluate(() => new Promise<unknown>((resolve) => void window.api.on('link.opened', resolve)))
  await desk.page.evaluate(() => window.api.request('settings.get', undefined, 1))
  const second = openDesk(folder, { args: ['iam-audit-desk://log?q=status%3Afailed'] })
  expect(await heard).toEqual({ link: 'iam-audit-desk://log?q=status%3Afailed' })
  await expect(second).rejects.toThrow()
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

/** Every string that the page's engine still holds after a collection. */
async function heapOf(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page)
  const chunks: string[] = []
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.takeHeapSnapshot')
  return chunks.join('')
}

function everythingIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return [path, ...everythingIn(path)]
    return entry.isFile() ? [path] : []
  })
}

const filesIn = (folder: string): string[] => everythingIn(folder).filter((path) => statSync(path).isFile())
