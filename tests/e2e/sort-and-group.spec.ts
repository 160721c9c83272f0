import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, reading } from './fixtures.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'IAM audit log' })
const rows = (page: Page) => grid(page).getByRole('row')
const users = async (page: Page): Promise<string[]> => {
  const texts = await rows(page).evaluateAll((all) =>
    all.slice(1, 12).map((row) => row.querySelectorAll('[role=gridcell]')[2]?.textContent.trim() ?? ''),
  )
  return texts
}

reading('the list is sorted by a column from the keyboard, both ways, and back leads to the order before', async ({ log }) => {
  const header = grid(log).getByRole('columnheader', { name: /User/ })
  await log.getByRole('button', { name: 'Sort by User' }).focus()
  await log.keyboard.press('Enter')
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  // The title turns at once, the rows follow.
  const isAscending = async (): Promise<boolean> => {
    const shown = await users(log)
    return shown.filter(Boolean).length > 5 && JSON.stringify(shown) === JSON.stringify([...shown].sort())
  }
  await expect.poll(isAscending).toBe(true)
  const ascending = await users(log)
  await log.keyboard.press('Enter')
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(async () => (await users(log))[0] === ascending[0]).toBe(false)
  await log.keyboard.press('Alt+ArrowLeft')
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await log.keyboard.press('Alt+ArrowLeft')
  await expect(grid(log).getByRole('columnheader', { name: /Time/ })).toHaveAttribute('aria-sort', 'descending')
})

reading('entries are counted by user and permission, and a group leads to its entries, by keys alone', async ({ log }) => {
  const total = await log.getByRole('status', { name: 'Result count' }).textContent()
  await grid(log).focus()
  await log.keyboard.press('Shift+G')
  const groups = log.getByRole('region', { name: 'Groups' })
  await expect(groups).toBeFocused()
  await expect(groups.getByRole('status').first()).toContainText('groups of')
  await groups.getByLabel('Then by field 2').selectOption({ label: 'Permission' })
  await expect(groups.getByRole('columnheader', { name: /Permission/ })).toBeVisible()
  await groups.getByRole('button', { name: 'Sort by Failed' }).focus()
  await log.keyboard.press('Enter')
  await expect(groups.getByRole('columnheader', { name: /Failed/ })).toHaveAttribute('aria-sort', 'descending')
  // The title turns at once, the rows follow.
  const failed = (): Promise<number[]> =>
    groups
      .getByRole('row')
      .evaluateAll((all) => all.slice(1).map((one) => Number(one.querySelectorAll('td')[3]?.textContent.replaceAll(',', ''))))
  await expect.poll(async () => (await failed())[0] === Math.max(...(await failed()))).toBe(true)
  const first = groups.getByRole('row').nth(1)
  const count = await first.getByRole('cell').nth(2).textContent()
  const { violations } = await new AxeBuilder({ page: log }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  await first.getByRole('button').focus()
  await log.keyboard.press('Enter')
  await expect(groups).toBeHidden()
  await expect(log.getByRole('status', { name: 'Result count' })).toContainText(`${count?.trim() ?? ''} of`)
  // Back: the groups, then the list as it was.
  await log.keyboard.press('Alt+ArrowLeft')
  await expect(groups).toBeVisible()
  await log.keyboard.press('Escape')
  await expect(groups).toBeHidden()
  await expect(log.getByRole('status', { name: 'Result count' })).toHaveText(total ?? '')
})
