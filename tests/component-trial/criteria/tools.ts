import type { Locator, Page } from '@playwright/test'

/** One thing that a part must do: it holds unless its check throws or answers false. The page is new for each. */
export interface Criterion {
  readonly name: string
  readonly holds: (page: Page) => Promise<unknown>
}
export const must = (name: string, holds: Criterion['holds']): Criterion => ({ name, holds })

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

/** Where keys go: the text of what has the focus, or of what it points at (`aria-activedescendant`). */
export const activeText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement
    const pointed = focused?.getAttribute('aria-activedescendant')
    const element = pointed ? document.getElementById(pointed) : focused
    return element === document.body ? '' : (element?.textContent ?? '').trim()
  })

/** What the part told last. */
export const valueOf = async (page: Page): Promise<unknown> => JSON.parse((await page.locator('#value').textContent()) || 'null')

export async function until(what: () => Promise<boolean>, limit = 2000): Promise<true> {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((go) => setTimeout(go, 30))) if (await what()) return true
  throw new Error('it never came')
}
export const untilValue = (page: Page, wanted: unknown): Promise<true> =>
  until(async () => JSON.stringify(await valueOf(page)) === JSON.stringify(wanted))
export const untilActive = (page: Page, wanted: string): Promise<true> => until(async () => (await activeText(page)).startsWith(wanted))
export const untilFocused = (target: Locator): Promise<true> =>
  until(() => target.evaluate((element) => element === document.activeElement, undefined, { timeout: 300 }).catch(() => false))

/** Whether the picture of an element changes by what `act` does. */
export async function looksOther(target: Locator, act: () => Promise<unknown>): Promise<boolean> {
  const before = await target.screenshot()
  await act()
  await target.page().waitForTimeout(120)
  return !before.equals(await target.screenshot())
}

/** Walks into the part by Tab, as a person does. */
export async function tabIn(page: Page): Promise<void> {
  await button(page, 'before').focus()
  await page.keyboard.press('Tab')
}

interface TreeNode {
  readonly ignored: boolean
  readonly role?: { readonly value?: string }
  readonly name?: { readonly value?: string }
}
/** Whether assistive technology is told of an element: it is in Chromium's own accessibility tree. */
export async function isTold(page: Page, role: string, name: string): Promise<boolean> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: TreeNode[] }
  await session.detach()
  return nodes.some((node) => !node.ignored && node.role?.value === role && node.name?.value === name)
}
