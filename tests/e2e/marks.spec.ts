/** The planted incident is found by its marks alone: from nothing, in three clicks, and by keys. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { organisationAt, type Incident } from '../../demo-tenant/index.ts'
import { expect, expectCount, grid, reading, search } from './fixtures.ts'

const facet = (page: Page) => page.getByRole('region', { name: 'Facets' }).getByRole('group', { name: 'Mark', exact: true })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Entry details' })
const { actor } = organisationAt({ entries: 3000, seed: 1 }).incidents.findLast(({ kind }) => kind === 'self-grant') as Incident
const who = actor.split('@')[0] ?? ''
const theirs = (page: Page) => grid(page).getByRole('row').filter({ hasText: who })

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

reading('marks lead to the incident in three clicks', async ({ log: page }) => {
  await facet(page)
    .getByRole('checkbox', { name: /^Self-grant/ })
    .click()
  await theirs(page).first().click()
  await expect(drawer(page)).toContainText('self-grant')
  await expect(drawer(page)).toContainText('did it themselves')
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    await expectNoViolations(page)
  }
  // Three: what the same person did around it.
  await drawer(page).getByRole('button', { name: 'History', exact: true }).first().click()
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible()
})

reading('marks lead there by keys, and every entry is with or without one', async ({ log: page, tenant }) => {
  await page.keyboard.press('/')
  await page.keyboard.type('mark:self-grant')
  await page.keyboard.press('Enter')
  await expect(theirs(page).first()).toBeVisible()
  await search(page, 'mark:*')
  const count = page.getByRole('status', { name: 'Result count' })
  await expect(count).toContainText(' of ')
  const marked = Number((/[\d,]+/.exec((await count.textContent()) ?? '')?.[0] ?? '').replaceAll(',', ''))
  expect(marked).toBeGreaterThan(0)
  await search(page, '-mark:*')
  await expectCount(page, tenant.entries - marked)
})
