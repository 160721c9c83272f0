import type { Page } from '@playwright/test'
import { activeText, button, must, tabIn, until, untilFocused, valueOf, type Criterion } from './tools.ts'

const edge = (page: Page) => page.getByRole('separator', { name: 'Width of the pane' })
const now = async (page: Page): Promise<number> => Number(await edge(page).getAttribute('aria-valuenow'))
const changes = async (page: Page, act: () => Promise<unknown>): Promise<boolean> => {
  const before = await now(page)
  await act()
  return until(async () => (await now(page)) !== before)
}

export const splitter: readonly Criterion[] = [
  must('has role and name', (page) => edge(page).waitFor()),
  must('takes the focus', async (page) => {
    await tabIn(page)
    await untilFocused(edge(page))
  }),
  must('says where it is and what it may be', (page) =>
    edge(page).evaluate((element) => ['aria-valuenow', 'aria-valuemin', 'aria-valuemax'].every((name) => element.hasAttribute(name))),
  ),
  must('arrows move it', async (page) => {
    await edge(page).focus()
    return changes(page, () => page.keyboard.press('ArrowRight'))
  }),
  must('Home and End', async (page) => {
    await edge(page).focus()
    await changes(page, () => page.keyboard.press('End'))
    return changes(page, () => page.keyboard.press('Home'))
  }),
  must('a pointer drags it', async (page) => {
    const box = await edge(page).boundingBox()
    if (!box) return false
    return changes(page, async () => {
      await page.mouse.move(box.x + box.width / 2, box.y + 20)
      await page.mouse.down()
      await page.mouse.move(box.x + 40, box.y + 20, { steps: 4 })
      await page.mouse.up()
    })
  }),
]

const dayOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')

export const calendar: readonly Criterion[] = [
  must('months are grids or tables', async (page) => {
    await until(async () => (await page.getByRole('grid').or(page.getByRole('table')).count()) > 0)
  }),
  must('a day is a button named by its date', (page) =>
    page
      .locator('#part')
      .getByRole('button', { name: /(19|20)\d\d/ })
      .first()
      .waitFor(),
  ),
  must('arrows walk the days', async (page) => {
    const day = page.locator('#part').getByRole('button', { name: /(19|20)\d\d/ })
    await day.nth(12).focus()
    const before = await dayOf(page)
    await page.keyboard.press('ArrowRight')
    await until(async () => (await dayOf(page)) !== before)
  }),
  must('Enter picks a first and a last day', async (page) => {
    const day = page.locator('#part').getByRole('button', { name: /(19|20)\d\d/ })
    await day.nth(12).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await until(async () => Array.isArray(await valueOf(page)))
  }),
  must('clicks pick a first and a last day', async (page) => {
    const day = (text: string) => page.locator('#part').getByText(text, { exact: true }).first()
    await day('10').click()
    await day('14').click()
    await until(async () => Array.isArray(await valueOf(page)))
  }),
  must('one place for Tab among the days', async (page) => {
    await tabIn(page)
    const places = new Set<string>()
    for (let step = 0; step < 12; step++) {
      if ((await activeText(page)) === 'after') break
      places.add(await dayOf(page))
      await page.keyboard.press('Tab')
    }
    return [...places].filter((name) => /(19|20)\d\d/.test(name) && /\d\D/.test(name)).length <= 3
  }),
]

const doing = async (page: Page): Promise<void> => {
  await button(page, 'Remove').focus()
  await page.keyboard.press('Enter')
  await page.getByText('The bookmark was removed.').first().waitFor()
}

export const message: readonly Criterion[] = [
  must('the live region is there before the words', (page) =>
    page.locator('[role=status], [role=alert], [aria-live]').first().waitFor({ state: 'attached' }),
  ),
  must('is said', async (page) => {
    await doing(page)
    await until(() =>
      page.evaluate(() =>
        [...document.querySelectorAll('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]')].some((region) =>
          region.textContent.includes('was removed'),
        ),
      ),
    )
  }),
  must('takes no focus', async (page) => {
    await doing(page)
    await page.waitForTimeout(100)
    await untilFocused(button(page, 'Remove'))
  }),
  must('its action is reached by Tab from where one is', async (page) => {
    await doing(page)
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('Tab')
      if ((await activeText(page)) === 'Undo') return true
    }
    return false
  }),
  must('a named button dismisses it', async (page) => {
    await doing(page)
    await page.getByRole('button', { name: /^(dismiss|close)$/i }).click()
    await until(async () => (await page.getByText('The bookmark was removed.').count()) === 0)
  }),
]

export const progress: readonly Criterion[] = [
  must('has role and name', (page) => page.getByRole('progressbar', { name: 'Export' }).waitFor()),
  must('says how much', async (page) => Number(await page.getByRole('progressbar').getAttribute('aria-valuenow')) === 40),
  must('says it in words of ours', async (page) =>
    /^40\s?%$/.test((await page.getByRole('progressbar').getAttribute('aria-valuetext')) ?? ''),
  ),
]
