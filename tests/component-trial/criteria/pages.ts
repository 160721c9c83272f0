import type { Page } from '@playwright/test'
import { activeText, button, must, tabIn, until, untilActive, untilFocused, untilValue, valueOf, type Criterion } from './tools.ts'

export const tabs: readonly Criterion[] = [
  must('list and tabs have role and name', (page) =>
    page.getByRole('tablist', { name: 'Fruits' }).getByRole('tab', { name: 'Cherry' }).waitFor(),
  ),
  must('says which one is chosen', (page) => page.getByRole('tab', { name: 'Apple', selected: true }).waitFor()),
  must('the page of a tab is named by it', (page) => page.getByRole('tabpanel', { name: 'Apple' }).waitFor()),
  must('arrows move and choose', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowRight')
    await untilValue(page, 'Banana')
  }),
  must('Home and End', async (page) => {
    await tabIn(page)
    await page.keyboard.press('End')
    await untilActive(page, 'Damson')
    await page.keyboard.press('Home')
    await untilActive(page, 'Apple')
  }),
]

const names = (page: Page): Promise<string[]> =>
  page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.querySelector('td')?.textContent ?? ''))

export const table: readonly Criterion[] = [
  must('is a table with a name', (page) => page.getByRole('table', { name: 'Fruits' }).waitFor()),
  must('columns have headers', (page) => page.getByRole('columnheader', { name: 'Name' }).waitFor()),
  must('a keyboard sorts it', async (page) => {
    const before = await names(page)
    await tabIn(page)
    for (let step = 0; step < 4 && (await activeText(page)) !== 'Name'; step++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await until(async () => JSON.stringify(await names(page)) !== JSON.stringify(before))
  }),
  must('says how it is sorted', async (page) => {
    await page.locator('th').getByText('Name').click()
    await until(async () => (await page.locator('th[aria-sort=ascending], th[aria-sort=descending]').count()) === 1)
  }),
]

const node = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })

export const tree: readonly Criterion[] = [
  must('tree and items have role and name', async (page) => {
    await page.getByRole('tree', { name: 'Food' }).waitFor()
    await node(page, 'Vegetables').waitFor()
  }),
  must('says what is folded', async (page) => (await node(page, 'Fruits').getAttribute('aria-expanded')) === 'false'),
  must('ArrowRight unfolds, ArrowLeft folds', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await page.locator('#part').getByText('Cherry').waitFor()
    await page.keyboard.press('ArrowLeft')
    await until(async () => (await page.locator('#part').getByText('Cherry').count()) === 0)
  }),
  must('where one is is told to assistive technology', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await until(async () => ['Fruits', 'Vegetables'].includes(await activeText(page)))
  }),
  must('type-ahead', async (page) => {
    await tabIn(page)
    await page.keyboard.press('v')
    await untilActive(page, 'Vegetables')
  }),
  must('Enter takes', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await until(async () => (await valueOf(page)) !== null)
  }),
]

export const steps: readonly Criterion[] = [
  must('has a name', (page) =>
    page
      .getByRole('list', { name: 'Steps of the import' })
      .or(page.getByRole('group', { name: 'Steps of the import' }))
      .waitFor(),
  ),
  must('says which step one is at', async (page) =>
    (await page.locator('[aria-current=step], [aria-current=true]').textContent({ timeout: 2000 }))?.includes('Columns'),
  ),
  must('a keyboard goes to a step', async (page) => {
    await tabIn(page)
    for (let step = 0; step < 4 && !(await activeText(page)).includes('File'); step++) await page.keyboard.press('Tab')
    await untilActive(page, 'File')
    await page.keyboard.press('Enter')
    await untilValue(page, 1)
  }),
]

export const upload: readonly Criterion[] = [
  must('has a name', (page) =>
    page
      .getByRole('button', { name: /File to import/ })
      .first()
      .waitFor(),
  ),
  must('a keyboard opens the choice of a file', async (page) => {
    await page
      .getByRole('button', { name: /File to import/ })
      .first()
      .focus()
    const chosen = page.waitForEvent('filechooser', { timeout: 2000 })
    await page.keyboard.press('Enter')
    await (await chosen).setFiles({ name: 'log.ndjson', mimeType: 'application/json', buffer: Buffer.from('{}') })
    await untilValue(page, 'log.ndjson')
  }),
  must('one place for Tab', async (page) => {
    await tabIn(page)
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'after'))
  }),
]
