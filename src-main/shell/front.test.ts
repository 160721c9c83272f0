import { describe, expect, it } from 'vitest'
import { createFront } from './front.ts'

const link = 'iam-audit-desk://open?q=1'

function windowThatTells() {
  const heard: string[] = []
  return { heard, window: { show: () => void heard.push('show'), openLink: (opened: string) => void heard.push(opened) } }
}

describe('links and the window (issue 13.3)', () => {
  it('a link that comes before there is a window is opened with it, once', () => {
    const front = createFront(null)
    front.come(link)
    expect(front.awaited).toBe(link)
    const { heard, window } = windowThatTells()
    front.meet(window)
    expect(heard).toEqual(['show', link])
    front.come(null)
    expect(heard).toEqual(['show', link, 'show'])
    expect(front.awaited).toBeNull()
  })

  it('of several the last is opened; a start without one does not take it away', () => {
    const front = createFront(`${link}0`)
    front.come(link)
    front.come(null)
    const { heard, window } = windowThatTells()
    front.meet(window)
    expect(heard).toEqual(['show', link])
  })

  it('a link that comes later is opened at once', () => {
    const front = createFront(null)
    const { heard, window } = windowThatTells()
    front.meet(window)
    front.come(link)
    expect(heard).toEqual(['show', 'show', link])
  })
})
