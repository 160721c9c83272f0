import type { Page } from '@playwright/test'
import { button, isTold, looksOther, must, tabIn, until, untilFocused, untilValue, valueOf, type Criterion } from './tools.ts'

const one = (page: Page) => page.getByRole('combobox', { name: 'Fruit' })

export const select: readonly Criterion[] = [
  must('has role and name', (page) => one(page).waitFor()),
  must('says what is chosen', (page) => one(page).filter({ hasText: 'Apple' }).waitFor()),
  must('arrows and Enter take', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    if (await page.getByRole('listbox').isVisible()) {
      await page.waitForTimeout(60)
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
    await untilValue(page, 'Banana')
  }),
  must('type-ahead', async (page) => {
    await tabIn(page)
    await page.keyboard.type('Da')
    await page.keyboard.press('Enter')
    await untilValue(page, 'Damson')
  }),
  must('one place for Tab', async (page) => {
    await tabIn(page)
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'after'))
  }),
  must('forced colours show the focus', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await button(page, 'before').focus()
    return looksOther(page.locator('#part'), () => page.keyboard.press('Tab'))
  }),
]

const type = async (page: Page, text: string): Promise<void> => {
  await tabIn(page)
  await page.keyboard.type(text)
  await page.getByRole('option').first().waitFor()
}

export const combobox: readonly Criterion[] = [
  must('has role and name', (page) => one(page).waitFor()),
  must('typing opens and narrows', async (page) => {
    await type(page, 'cher')
    await page.getByRole('option', { name: /Cherry/ }).waitFor()
    await until(async () => (await page.getByRole('option', { name: /Damson/ }).count()) === 0)
  }),
  must('list and options have role and name', async (page) => {
    await type(page, 'cher')
    await page
      .getByRole('listbox', { name: 'Fruit' })
      .getByRole('option', { name: /Cherry/ })
      .waitFor()
  }),
  must('aria-expanded and aria-controls follow', async (page) => {
    if ((await one(page).getAttribute('aria-expanded')) !== 'false') return false
    await type(page, 'cher')
    await until(async () => (await one(page).getAttribute('aria-expanded')) === 'true')
    return one(page).evaluate((element) => document.getElementById(element.getAttribute('aria-controls') ?? '') !== null)
  }),
  must('ArrowDown opens and points at an option', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await until(async () => (await one(page).getAttribute('aria-activedescendant')) !== null)
  }),
  must('Enter takes what was typed for', async (page) => {
    await type(page, 'cher')
    await until(async () => (await page.getByRole('option').count()) <= 2)
    await page.keyboard.press('Enter')
    await untilValue(page, ['Apple', 'Cherry'])
  }),
  must('Enter before the answer is there takes what was typed for, once it is', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.type('cher')
    await page.keyboard.press('Enter')
    await untilValue(page, ['Apple', 'Cherry'])
  }),
  must('what is chosen is said', async (page) => {
    const said = await page.locator('#part').evaluate((part) => part.textContent)
    return said.includes('Apple')
  }),
  must('Backspace in the empty field takes the last away', async (page) => {
    await tabIn(page)
    await page.keyboard.press('Backspace')
    if (JSON.stringify(await valueOf(page)) !== '[]') await page.keyboard.press('Backspace')
    await untilValue(page, [])
  }),
  must('a chosen value has a named button that removes it', async (page) => {
    await page.getByRole('button', { name: /Remove Apple/ }).click()
    await untilValue(page, [])
  }),
  must('the rest of the window stays told while the list is open', async (page) => {
    await type(page, 'c')
    return isTold(page, 'button', 'after')
  }),
  must('Escape closes and keeps what is chosen', async (page) => {
    await type(page, 'c')
    await page.keyboard.press('Escape')
    await until(async () => (await page.getByRole('option').count()) === 0)
    await untilValue(page, ['Apple'])
  }),
  must('Tab closes and goes on', async (page) => {
    await type(page, 'c')
    await page.keyboard.press('Tab')
    await until(async () => (await page.getByRole('option').count()) === 0)
    await untilFocused(button(page, 'after'))
  }),
  must('forced colours show where one is', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await tabIn(page)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    return looksOther(page.getByRole('listbox'), () => page.keyboard.press('ArrowDown'))
  }),
]

const tagField = (page: Page) => page.getByRole('textbox', { name: 'Tags' }).or(page.getByRole('combobox', { name: 'Tags' }))

/** A library may show its field only after a press on its last button. */
async function goTo(page: Page): Promise<void> {
  if (!(await tagField(page).isVisible())) await page.locator('#part button').last().click()
  if (await tagField(page).isVisible()) await tagField(page).focus()
}

export const tags: readonly Criterion[] = [
  must('the field has role and name, without a click first', (page) => tagField(page).waitFor()),
  must('Enter adds', async (page) => {
    await goTo(page)
    await page.keyboard.type('Fig')
    await page.keyboard.press('Enter')
    await untilValue(page, ['Apple', 'Fig'])
  }),
  must('a comma adds', async (page) => {
    await goTo(page)
    await page.keyboard.type('Fig,')
    await untilValue(page, ['Apple', 'Fig'])
  }),
  must('leaving the field adds', async (page) => {
    await goTo(page)
    await page.keyboard.type('Fig')
    await page.keyboard.press('Tab')
    await untilValue(page, ['Apple', 'Fig'])
  }),
  must('Backspace takes the last away', async (page) => {
    await goTo(page)
    await page.keyboard.press('Backspace')
    if ((await page.locator('#value').textContent()) !== '[]') await page.keyboard.press('Backspace')
    await untilValue(page, [])
  }),
  must('each tag has a named button that removes it', async (page) => {
    await page.getByRole('button', { name: /Remove.*Apple/ }).click()
    await untilValue(page, [])
  }),
  must('what is no tag is not taken, and said', async (page) => {
    await goTo(page)
    await page.keyboard.type('x'.repeat(70))
    await page.keyboard.press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
    await untilValue(page, ['Apple'])
  }),
  must('offers what is known', async (page) => {
    const offered = page.locator('datalist option, [role=option]')
    await goTo(page)
    await page.keyboard.type('Ban')
    return (await offered.count()) > 0
  }),
]

const radios = (page: Page) => page.getByRole('radiogroup', { name: 'Fruit' })

export const segments: readonly Criterion[] = [
  must('group and radios have role and name', (page) => radios(page).getByRole('radio', { name: 'Cherry' }).waitFor({ state: 'attached' })),
  must('says what is chosen', (page) => page.getByRole('radio', { name: 'Apple', checked: true }).waitFor({ state: 'attached' })),
  must('arrows move and choose', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowRight')
    await untilValue(page, 'Banana')
  }),
  must('one place for Tab', async (page) => {
    await tabIn(page)
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'after'))
  }),
  must('forced colours show what is chosen', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await button(page, 'after').focus()
    return looksOther(page.locator('#part'), async () => {
      await tabIn(page)
      await page.keyboard.press('ArrowRight')
      await button(page, 'after').focus()
    })
  }),
]

const thumb = (page: Page) => page.getByRole('slider', { name: 'As of' })

export const slider: readonly Criterion[] = [
  must('has role and name', (page) => thumb(page).waitFor()),
  must('says its value in words', async (page) => (await thumb(page).getAttribute('aria-valuetext')) === 'Day 40'),
  must('arrows move', async (page) => {
    await tabIn(page)
    await page.keyboard.press('ArrowRight')
    await untilValue(page, 41)
  }),
  must('Home and End', async (page) => {
    await tabIn(page)
    await page.keyboard.press('End')
    await untilValue(page, 100)
    await page.keyboard.press('Home')
    await untilValue(page, 0)
  }),
  must('Page up moves further', async (page) => {
    await tabIn(page)
    await page.keyboard.press('PageUp')
    await until(async () => Number(await valueOf(page)) > 41)
  }),
  must('one place for Tab', async (page) => {
    await tabIn(page)
    await page.keyboard.press('Tab')
    await untilFocused(button(page, 'after'))
  }),
]

const title = (page: Page) => page.getByRole('textbox', { name: 'Title' })

export const textField: readonly Criterion[] = [
  must('has role and name', (page) => title(page).waitFor()),
  must('a click on the label goes to it', async (page) => {
    await page.locator('#part label').click()
    await untilFocused(title(page))
  }),
  must('what is wrong is said with it', async (page) => {
    if ((await title(page).getAttribute('aria-invalid')) !== 'true') return false
    return title(page).evaluate((element) =>
      (document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent ?? '').includes('needs a title'),
    )
  }),
  must('takes text', async (page) => {
    await title(page).fill('A case')
    await untilValue(page, 'A case')
  }),
]
