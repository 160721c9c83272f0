import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '../theme/tokens.css'
import { firstQuestion } from '@contract/first-question.ts'
import type { QueryAnswer } from '@contract/log.ts'
import { keepPrefetched, prefetch } from '../api/prefetch.ts'
import { installGridIcons } from '../features/entry-list/grid-icons.ts'
import { installPalettes } from '../theme/tokens.ts'
import { drawFirstPicture, endFirstPicture, fitsWindow } from './first-picture.ts'

/**
 * The window's first script: draws the first rows where they will stand, and reads the application behind them. What is imported here is on
 * the way to the first rows: no Vue, no zod (docs/benchmarks.md). The rows are the answer to the application's own first question, which it
 * takes over; nothing is drawn that is not known to be so now. See docs/decisions/window.md, 97.
 */

/** How long the screen may take; a window that is hidden never shows anything, ms. */
const patienceMs = 300
/** How long the application's rows may take once its code is there, ms. */
const longestMs = 1000

async function begin(): Promise<void> {
  // What cannot be drawn ahead, the application draws.
  await drawFirstRows().catch(() => endFirstPicture())
  for (const name of ['app.info', 'settings.get', 'tenant.list'] as const) void prefetch(name, undefined)
  // Whatever the application shows (an error, another page): it is not behind the picture for long.
  await import('../main.ts').finally(() => setTimeout(endFirstPicture, longestMs))
}

async function drawFirstRows(): Promise<void> {
  const [first] = await Promise.all([prefetch('start.first', undefined), sized()])
  if (!first.ok || !first.value) return
  const { look, kept } = first.value
  const question = firstQuestion(look.tenant, look.zone, innerWidth, look.facets, look.columns)
  if (kept.request !== JSON.stringify(question)) return
  // Made by the data service from the same contract.
  const answer = JSON.parse(kept.answer) as QueryAnswer
  keepPrefetched('log.query', question, answer)
  if (!fitsWindow(look.layout)) return
  drawFirstPicture(look, answer)
  await onScreen()
  // Each is a small document to parse: a frame with all of them is on the screen 10 ms later.
  installGridIcons()
}

/** The page may run before it is told how large it is. */
async function sized(): Promise<void> {
  if (innerWidth > 0) return
  await new Promise((resolve) => {
    setTimeout(resolve, patienceMs)
    addEventListener('resize', resolve, { once: true })
  })
}

/** When the first picture is on the screen, not only painted: reading the application would come between. */
function onScreen(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs)
    new PerformanceObserver((list) => {
      const [shown] = list.getEntriesByName('first-contentful-paint')
      if (!shown) return
      performance.mark('rows', { startTime: shown.startTime, detail: 'first picture' })
      resolve()
    }).observe({ type: 'paint', buffered: true })
  })
}

installPalettes()
void begin()
