import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { _electron } from '@playwright/test'
import { artifacts, root } from './lib/paths.mjs'
import { Stop } from './lib/stop.mjs'

const size = { width: 1600, height: 1000 }
const stepLimit = 30_000
/** Rows walked at most in search of a change of permissions; most role_update entries are one. */
const mostSteps = 20
const pictures = join(artifacts, 'demo')

/** Goes through the main job as a person would, by the names assistive technology sees; prints each step with its count and time. */
export async function walk({ launch, tenant, folder, entries }) {
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  const app = await _electron.launch({
    executablePath: launch.executable,
    // Playwright switches it off otherwise.
    chromiumSandbox: !launch.args.includes('--no-sandbox'),
    args: [...launch.args, `--user-data-dir=${folder}`],
    env: { ...process.env, ...launch.env, IAM_AUDIT_DESK_DEMO_URL: tenant.url, IAM_AUDIT_DESK_DEMO_TOKEN: tenant.token },
  })
  try {
    const page = await app.firstWindow()
    page.setDefaultTimeout(stepLimit)
    await app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0].setContentSize(wanted.width, wanted.height), size)
    try {
      await goThrough({ page, camera: cameraOf(page), tenant, entries })
    } catch (error) {
      await page.screenshot({ path: join(pictures, 'stopped.png') })
      throw error
    }
  } finally {
    await app.close()
  }
  print(`Pictures: ${relative(root, pictures)}/`)
}

async function goThrough({ page, camera, tenant, entries }) {
  const desk = partsOf(page)

  await step('The application opens', async () => {
    await desk.url.waitFor()
    await camera('first-start')
  })
  await step('The connection is tested', async () => {
    await desk.url.fill(tenant.url)
    await desk.token.fill(tenant.token)
    await desk.button('Test connection').click()
    const answer = page.getByRole('status').filter({ hasText: 'The connection works' })
    await answer.waitFor()
    return (await answer.innerText()).split('\n').filter(Boolean).slice(1).join(' ')
  })
  await camera('connection-tested')
  await step('Connected: the first rows are there', async () => {
    await desk.button('Connect').click()
    await desk.row(1).waitFor()
  })
  await step('Synced to the end', async () => {
    await desk.counted((count) => count === entries, Math.max(stepLimit, entries))
    return `${format(entries)} entries`
  })
  await camera('log')

  await step('Searched for “admin”', async () => {
    await desk.search.fill('admin')
    return `${format(await desk.counted((count) => count > 0 && count < entries))} entries`
  })
  await camera('search')
  await step('Everything cleared', async () => {
    await desk.button('Clear all').click()
    return `${format(await desk.counted((count) => count === entries))} entries`
  })

  let successful = 0
  await step('Only what succeeded', async () => {
    await page.getByRole('radio', { name: 'Successful' }).check({ force: true })
    successful = await desk.counted((count) => count > 0 && count < entries)
    return `${format(successful)} entries`
  })
  await step('Only role_update', async () => {
    await desk.filters.click()
    const action = page.getByRole('combobox', { name: 'Action' })
    await action.click()
    await action.fill('role_update')
    await page
      .getByRole('option', { name: /role_update/ })
      .first()
      .click()
    const count = await desk.counted((each) => each > 0 && each < successful)
    await page.keyboard.press('Escape')
    return `${format(count)} entries`
  })
  await camera('filters')

  await step('An entry opened: what it changed', async () => {
    await desk.filters.click()
    await desk.row(1).click()
    await desk.changes.waitFor()
    return desk.heading()
  })
  await camera('changes')
  await step('Walked by keyboard to one that changed permissions', async () => {
    for (let walked = 0; walked === 0 || (walked < mostSteps && !(await desk.heading()).includes('permissions')); walked++) {
      const before = await desk.details.innerText()
      await page.keyboard.press('j')
      await until(async () => (await desk.details.innerText()) !== before, 'the drawer follows the selected row')
    }
    return desk.heading()
  })
  await camera('permissions')
}

/** The parts of the window, by role and accessible name. */
function partsOf(page) {
  const grid = page.getByRole('grid', { name: 'IAM audit log' })
  const details = page.getByRole('complementary', { name: 'Entry details' })
  const resultCount = page.getByRole('status', { name: 'Result count' })
  return {
    url: page.getByRole('textbox', { name: 'Tenant URL' }),
    token: page.getByLabel('Access token'),
    button: (name) => page.getByRole('button', { name, exact: true }),
    filters: page.getByRole('button', { name: /^Filters/ }),
    search: page
      .getByRole('textbox', { name: 'Search' })
      .or(page.getByRole('combobox', { name: 'Search' }))
      .first(),
    /** By its position in the result, from 1; the header is the grid's first row. */
    row: (position) => grid.locator(`[role=row][aria-rowindex="${position + 1}"]`),
    details,
    /** What happened in the open entry, in one sentence. */
    heading: () => details.getByRole('heading').first().innerText(),
    changes: details.getByRole('region', { name: 'Changes' }),
    /** Waits until the number of entries that match is as wanted. @returns it */
    async counted(wanted, limit) {
      let count = Number.NaN
      await until(
        async () => {
          count = Number.parseInt((await resultCount.innerText()).replace(/[^\d]*([\d,]+).*/s, '$1').replaceAll(',', ''), 10)
          return wanted(count)
        },
        'the number of entries becomes what it should be',
        limit,
      )
      return count
    },
  }
}

/** Takes the window as it is, in both themes, under the next number. */
function cameraOf(page) {
  let number = 0
  return async (name) => {
    number += 1
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme })
      await page.screenshot({ path: join(pictures, `${String(number).padStart(2, '0')}-${name}-${theme}.png`), animations: 'disabled' })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

async function step(name, act) {
  const begun = performance.now()
  try {
    const found = await act()
    print(`${`${Math.round(performance.now() - begun)} ms`.padStart(9)}  ${name}${found ? `: ${found}` : ''}`)
  } catch (error) {
    throw new Stop(`The walk stopped at “${name}”: ${error.message.split('\n')[0]}`)
  }
}

async function until(holds, what, limit = stepLimit) {
  const end = Date.now() + limit
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limit / 1000} s for this: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const format = (count) => count.toLocaleString('en')

function print(line) {
  process.stdout.write(`${line}\n`)
}
