import { describe, expect, it } from 'vitest'
import { isTrustedSender } from './sender.ts'

const origin = 'app://desk'
const mainFrame = { origin }
const own = { mainFrame }

describe('the sender check', () => {
  it('trusts the top frame of our own window at our own origin', () => {
    expect(isTrustedSender({ sender: own, senderFrame: mainFrame }, own, origin)).toBe(true)
  })

  it.each([
    ['a frame inside the page', { sender: own, senderFrame: { origin } }],
    ['a frame that is gone', { sender: own, senderFrame: null }],
    ['another window', { sender: { mainFrame }, senderFrame: mainFrame }],
  ])('refuses %s', (_what, event) => {
    expect(isTrustedSender(event, own, origin)).toBe(false)
  })

  it.each(['https://desk', 'app://other', 'app://desk.evil.test', 'null', 'file://'])(
    'refuses our window when it shows %s',
    (elsewhere) => {
      const frame = { origin: elsewhere }
      const moved = { mainFrame: frame }
      expect(isTrustedSender({ sender: moved, senderFrame: frame }, moved, origin)).toBe(false)
    },
  )
})
