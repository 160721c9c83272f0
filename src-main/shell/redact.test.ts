import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from './redact.ts'

describe('redaction', () => {
  it.each([
    ['Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['{"authorization":"Basic dXNlcjpwYXNz"}', 'dXNlcjpwYXNz'],
    ['token=s3cr3t&x=1', 's3cr3t'],
    ["password: 'hunter22'", 'hunter22'],
    ['api_key=abcdef', 'abcdef'],
    ['https://user:pass@host.test/', 'user:pass'],
    ['sent eyJhbGciOiJIUzI1NiJ9abcdefghijk.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sflKxwRJSMeKKF2QT4', 'sflKxwRJSMeKKF2QT4'],
    ['key 0123456789abcdef0123456789abcdef here', '0123456789abcdef'],
  ])('takes the secret out of %s', (text, secret) => {
    expect(createRedactor().secrets(text)).not.toContain(secret)
  })

  it.each([
    'The data service is ready (process 4711)',
    'GET /api/v1/iam/audit-logs answered 503',
    '2026-11-23T10:00:00.000Z',
    'tenant 6cabbe37a19b5bbe',
    'iam:tenant:iam:audit:read',
  ])('leaves %s as it is', (text) => {
    expect(createRedactor().secrets(text)).toBe(text)
  })

  it('takes a remembered secret out wherever it stands, whatever its shape', () => {
    const secret = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme-ascii' }).filter((text) => !'<secret><email>'.includes(text))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (token, before, after) => {
        const redactor = createRedactor()
        redactor.remember(token)
        expect(redactor.secrets(`${before}${token}${after}`)).not.toContain(`${token}${after}`)
        expect(redactor.forLog({ url: [new Error(`x ${token} y`)] })).not.toContain(token)
      }),
    )
  })

  it('takes email addresses out of what is logged', () => {
    expect(createRedactor().forLog('alice.o+x@acme.test and bob@b.example.com did')).toBe('<email> and <email> did')
    expect(createRedactor().forLog({ actor: { email: 'alice@acme.test' } })).not.toContain('alice')
  })

  it('cuts what is too long to log', () => {
    expect(createRedactor().forLog('word '.repeat(100_000)).length).toBeLessThan(25_000)
  })
})
