import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { PartName } from '../parts.ts'
import { combobox, segments, select, slider, tags, textField } from './fields.ts'
import { dialog, menu, popover } from './overlays.ts'
import { steps, table, tabs, tree, upload } from './pages.ts'
import { calendar, message, progress, splitter } from './panes.ts'
import { button, must, tabIn, type Criterion } from './tools.ts'

/** What opens a part that is closed at first, and what is then on the page. */
const openings: Partial<Record<PartName, { readonly act: (page: Page) => Promise<unknown>; readonly shown: string }>> = {
  menu: { act: (page) => button(page, 'Fruit').click(), shown: 'Cherry' },
  popover: { act: (page) => button(page, 'Columns').click(), shown: 'Reset' },
  dialog: { act: (page) => button(page, 'New case…').click(), shown: 'Cancel' },
  combobox: { act: (page) => tabIn(page).then(() => page.keyboard.press('ArrowDown')), shown: 'Cherry' },
  message: { act: (page) => button(page, 'Remove').click(), shown: 'The bookmark was removed.' },
}

async function unfold(page: Page, part: PartName): Promise<void> {
  const opening = openings[part]
  if (!opening) return
  await opening.act(page)
  await page.getByText(opening.shown).first().waitFor()
}

/** axe-core, as `@axe-core/playwright` brings it. Evaluated once a page: as a script of the page the policy would refuse it. */
export const axeSource = (createRequire(import.meta.resolve('@axe-core/playwright'))('axe-core') as { source: string }).source
interface Axe {
  readonly run: (on: Document, options: { resultTypes: string[] }) => Promise<{ violations: { id: string }[] }>
}
const violationsOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run(document, { resultTypes: ['violations'] })
    return violations.map(({ id }) => id)
  })

const axe = (part: PartName, colorScheme: 'light' | 'dark'): Criterion =>
  must(`axe finds nothing, ${colorScheme}`, async (page) => {
    await page.emulateMedia({ colorScheme })
    const closed = colorScheme === 'light' ? await violationsOf(page) : []
    await unfold(page, part)
    // What fades in has its contrast when it is there.
    await page.waitForTimeout(300)
    const found = new Set([...closed, ...(await violationsOf(page))])
    if (found.size > 0) throw new Error([...found].join(', '))
  })

const strict = (part: PartName): Criterion =>
  must('runs under the content security policy', async (page) => {
    if (part === 'select') await tabIn(page).then(() => page.keyboard.press('ArrowDown'))
    await unfold(page, part)
    await page.waitForTimeout(150)
    const problems = await page.evaluate(() => (window as unknown as { problems: string[] }).problems)
    if (problems.length > 0) throw new Error([...new Set(problems)].join(', '))
  })

const own: Record<PartName, readonly Criterion[]> = {
  menu,
  popover,
  dialog,
  select,
  combobox,
  tags,
  segments,
  slider,
  'text field': textField,
  splitter,
  calendar,
  message,
  progress,
  tabs,
  table,
  tree,
  steps,
  upload,
}

export const criteriaOf = (part: PartName): readonly Criterion[] => [axe(part, 'light'), axe(part, 'dark'), strict(part), ...own[part]]

/** Milliseconds from a click to the first frame that has the opened part, the middle of five; null for what is always open. */
export async function timeToOpen(page: Page, part: PartName, renew: () => Promise<void>): Promise<number | null> {
  const opening = openings[part]
  if (!opening) return null
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    await renew()
    await page.evaluate((text) => {
      const marks = window as unknown as { began: number; took: number }
      addEventListener('pointerdown', () => (marks.began = performance.now()), { capture: true, once: true })
      const look = (): unknown =>
        marks.began &&
        [...document.querySelectorAll('body *')].some(
          (element) => element.childElementCount === 0 && element.textContent.includes(text) && element.checkVisibility(),
        )
          ? (marks.took = performance.now() - marks.began)
          : requestAnimationFrame(look)
      look()
    }, opening.shown)
    await unfold(page, part)
    await page.waitForFunction(() => 'took' in window)
    times.push(await page.evaluate(() => (window as unknown as { took: number }).took))
  }
  return times.sort((a, b) => a - b)[2] ?? null
}
