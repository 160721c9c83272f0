import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestLink } from '@contract/link.ts'
import { events } from '@contract/events.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { linkIn, refusalOf } from './single-instance.ts'

const link = (length: number, character = 'a'): string => 'iam-audit-desk://log?q='.padEnd(length, character)
/** As Chromium's `process_singleton` takes it: all of the arguments and the folder, then the data of the second start. */
const longestMessage = 32 * 1024
const messageBytes = (args: readonly string[], folder: string): number =>
  [...args, folder].reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0) + 2 * (linkIn(args)?.length ?? 0)

describe('what a second start may send to the first (issue 12.24)', () => {
  it('is no link of more than 8,000 characters, wherever it stands among the arguments', () => {
    expect(refusalOf(['desk', link(8_000)], '/home/a')).toBeNull()
    for (const length of [8_001, 16_100, 16_385, 100_000])
      expect(refusalOf(['desk', '--flag', link(length)], '/home/a')).toContain(`has ${length} characters, and at most 8000 are read`)
  })

  it('is never more than the message that Chromium takes, whatever the arguments are', () => {
    const text = fc.oneof(
      fc.string({ unit: codePoint }),
      fc.nat(40_000).map((n) => 'x'.repeat(n)),
      fc.tuple(fc.nat(9_000), fc.constantFrom('a', 'é', '漢', '😀')).map(([n, character]) => link(n, character)),
    )
    let refused = 0
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (args, folder) => {
        if (refusalOf(args, folder) !== null) refused++
        else expect(messageBytes(args, folder)).toBeLessThan(longestMessage - 1000)
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(50)
    expect(refusalOf(['desk', 'x'.repeat(40_000)], '/')).toContain('arguments are too long')
  })

  it('goes on to the window cut, so that it can say what is wrong with it', () => {
    const cut = linkIn(['x', link(50_000)]) ?? ''
    expect(cut).toHaveLength(longestLink + 1)
    expect(events['link.opened'].payload.safeParse({ link: cut }).success).toBe(true)
    expect(linkIn(['desk', 'https://a.test', '--x=iam-audit-desk://log'])).toBeNull()
  })
})
