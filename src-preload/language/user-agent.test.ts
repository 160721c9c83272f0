import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { userAgentText } from './user-agent.ts'

describe('user agents', () => {
  it.each([
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox 132 on macOS'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      'Chrome 130 on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari 17 on iOS',
    ],
    ['curl/8.9.1', 'curl 8.9.1'],
    ['scim-client/2.4 (+https://scim.example.com)', 'scim-client 2.4'],
    ['Terraform/1.9.5 (+https://www.terraform.io)', 'Terraform 1.9.5'],
    ['python-requests/2.32.3', 'python-requests 2.32.3'],
  ])('%s', (agent, expected) => expect(userAgentText(agent)).toBe(expected))

  it.each(['', '<img src=x onerror=alert(1)>', '\u202etxt.exe', 'x'.repeat(5000), 'Mozilla/5.0'])('cannot tell %s', (agent) =>
    expect(userAgentText(agent)).toBeNull(),
  )

  it('never fails, and shows no character that would need marking', () => {
    fc.assert(fc.property(fc.string({ unit: codePoint }), (agent) => !/[\p{Cc}\p{Cf}]/u.test(userAgentText(agent) ?? '')))
  })
})
