import type { Page } from '@playwright/test'
import { activeText, button, isTold, looksOther, must, until, untilActive, untilFocused, untilValue, type Criterion } from './tools.ts'

const open = async (page: Page, trigger: string, role: 'menu' | 'dialog', key: string): Promise<void> => {
  await button(page, trigger).focus()
  await page.keyboard.press(key)
  await page.getByRole(role).waitFor()
}
const expanded = (page: Page, trigger: string, is: string): Promise<boolean> =>
  until(async () => (await button(page, trigger).getAttribute('aria-expanded')) === is)

const menuByEnter = (page: Page): Promise<void> => open(page, 'Fruit', 'menu', 'Enter')
const arrow = async (page: Page, key: string): Promise<string> => {
  await page.keyboard.press(key)
  await page.waitForTimeout(60)
  return activeText(page)
}

export const menu: readonly Criterion[] = [
  must('opens by Enter', menuByEnter),
  must('opens by Space', (page) => open(page, 'Fruit', 'menu', 'Space')),
  must('opens by ArrowDown', (page) => open(page, 'Fruit', 'menu', 'ArrowDown')),
  must('menu and items have role and name', async (page) => {
    await menuByEnter(page)
    await page
      .getByRole('menu', { name: /^Fruits?$/ })
      .getByRole('menuitemradio', { name: 'Cherry' })
      .waitFor()
  }),
  must('the chosen item is said', async (page) => {
    await menuByEnter(page)
    await page.getByRole('menuitemradio', { name: 'Banana', checked: true }).waitFor()
  }),
  must('aria-expanded follows', async (page) => {
    await expanded(page, 'Fruit', 'false')
    await menuByEnter(page)
    // A modal menu hides its button from assistive technology.
    await until(async () => (await page.locator('[aria-haspopup=menu]').getAttribute('aria-expanded')) === 'true')
  }),
  must('arrows move', async (page) => {
    await menuByEnter(page)
    const [first, second] = [await arrow(page, 'ArrowDown'), await arrow(page, 'ArrowDown')]
    return first !== second && ['Apple', 'Banana', 'Cherry', 'Damson'].includes(second)
  }),
  must('Home and End', async (page) => {
    await menuByEnter(page)
    await page.keyboard.press('End')
    await untilActive(page, 'Damson')
    await page.keyboard.press('Home')
    await untilActive(page, 'Apple')
  }),
  must('type-ahead', async (page) => {
    await menuByEnter(page)
    await page.keyboard.press('d')
    await untilActive(page, 'Damson')
  }),
  must('Enter takes, focus goes back', async (page) => {
    await menuByEnter(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await until(async () => (await page.locator('#value').textContent()) !== '"Banana"' || (await page.getByRole('menu').count()) === 0)
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await untilFocused(button(page, 'Fruit'))
  }),
  must('Escape closes, focus goes back', async (page) => {
    await menuByEnter(page)
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await untilFocused(button(page, 'Fruit'))
  }),
  must('Tab closes', async (page) => {
    await menuByEnter(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }),
  must('a click takes', async (page) => {
    await button(page, 'Fruit').click()
    await page.getByRole('menu').getByText('Cherry').click()
    await untilValue(page, 'Cherry')
  }),
  must('forced colours show where one is', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await menuByEnter(page)
    await page.keyboard.press('Home')
    return looksOther(page.getByRole('menu'), () => page.keyboard.press('ArrowDown'))
  }),
]

const panel = (page: Page): Promise<void> => open(page, 'Columns', 'dialog', 'Enter')

export const popover: readonly Criterion[] = [
  must('opens by Enter', panel),
  must('opens by Space', (page) => open(page, 'Columns', 'dialog', 'Space')),
  must('has role and name', async (page) => {
    await panel(page)
    await page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'User agent' }).waitFor()
  }),
  must('aria-expanded follows', async (page) => {
    await expanded(page, 'Columns', 'false')
    await panel(page)
    await expanded(page, 'Columns', 'true')
  }),
  must('the focus goes in', async (page) => {
    await panel(page)
    await untilFocused(page.getByRole('checkbox'))
  }),
  must('Tab walks through and on to what follows', async (page) => {
    await panel(page)
    await untilFocused(page.getByRole('checkbox'))
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'Reset'))
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'after'))
  }),
  must('Escape closes, focus goes back', async (page) => {
    await panel(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await untilFocused(button(page, 'Columns'))
  }),
  must('a click elsewhere closes', async (page) => {
    await panel(page)
    await page.mouse.click(700, 500)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }),
  must('forced colours show its edge', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await panel(page)
    return page.getByRole('dialog').evaluate((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth) > 0)
  }),
]

const modal = (page: Page): Promise<void> => open(page, 'New case…', 'dialog', 'Enter')

export const dialog: readonly Criterion[] = [
  must('has role and name', async (page) => {
    await modal(page)
    await page.getByRole('dialog', { name: 'New case' }).getByRole('textbox', { name: 'Title' }).waitFor()
  }),
  must('the focus goes to the first field', async (page) => {
    await modal(page)
    await untilFocused(page.getByRole('textbox', { name: 'Title' }))
  }),
  must('Tab stays inside', async (page) => {
    await modal(page)
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab')
      const isOutside = await page.evaluate(() =>
        ['before', 'after', 'New case…'].includes((document.activeElement?.textContent ?? '').trim()),
      )
      if (isOutside) return false
    }
    return true
  }),
  must('what is behind takes no focus', async (page) => {
    await modal(page)
    const behind = page.getByText('after', { exact: true })
    await behind.evaluate((element: HTMLElement) => element.focus())
    await page.waitForTimeout(60)
    return behind.evaluate((element) => element !== document.activeElement)
  }),
  must('what is behind is hidden from assistive technology', async (page) => {
    await modal(page)
    return !(await isTold(page, 'button', 'after'))
  }),
  must('Escape closes, focus goes back', async (page) => {
    await modal(page)
    await page.waitForTimeout(100)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await untilFocused(button(page, 'New case…'))
  }),
  must('a button in it closes, focus goes back', async (page) => {
    await modal(page)
    await button(page, 'Cancel').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await untilFocused(button(page, 'New case…'))
  }),
  must('forced colours show its edge', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await modal(page)
    return page.getByRole('dialog').evaluate((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth) > 0)
  }),
]
